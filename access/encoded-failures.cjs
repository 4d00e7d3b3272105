// Temporal requires this file by its path, in workers and in the workflows' bundle. Messages and stacks of failures are payloads, too, and
// so are encrypted as all others.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
