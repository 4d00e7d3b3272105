import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';

const place = createContextKey('rewardmap: run, stage and step of the activity at work');

/** A context in which every span has these attributes. */
export const withPlace = (context: Context, attributes: Attributes): Context => context.setValue(place, attributes);

/** Those attributes; none outside of an activity. */
export const placeIn = (context: Context): Attributes => (context.getValue(place) as Attributes | undefined) ?? {};
