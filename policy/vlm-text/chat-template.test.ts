import { expect, test } from 'vitest';

import { chatTemplate } from './chat-template.ts';
import { vlmText } from './vlm-text.ts';
import { smallServed } from '../served/served-case.ts';

const chat = [
  { role: 'system', content: ' Be brief. ' },
  { role: 'user', content: [{ type: 'image' }, { type: 'text', text: 'Red?' }] },
] as const;

test('what templates are written with is understood: macros, namespaces, turned lists, filters, lines trimmed', () => {
  const template = chatTemplate(`
{%- macro written(content) %}
    {%- if content is string %}
        {{- content }}
    {%- elif content is iterable and content is not mapping %}
        {%- for item in content %}
            {%- if item.type == 'image' %}
                {{- '<picture>' }}
            {%- elif 'text' in item %}
                {{- item.text }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
{%- set seen = namespace(users=0) %}
{%- for message in messages[::-1] %}
    {%- if message.role == "user" %}
        {%- set seen.users = seen.users + 1 %}
    {%- endif %}
{%- endfor %}
{% for message in messages %}
    {% if tools is defined %}
never
    {% endif %}
[{{ loop.index0 }}/{{ messages|length }} {{ message.role }}] {{ written(message.content)|trim }}
{% endfor %}
{{- seen.users ~ ' asked' if add_generation_prompt }}`);
  expect(template(chat)).toBe('[0/2 system] Be brief.\n[1/2 user] <picture>Red?\n1 asked');
});

test('a template that refuses a chat says why', () => {
  const template = chatTemplate("{{ raise_exception('A system message cannot be first.') }}");
  expect(() => template(chat)).toThrow(
    expect.objectContaining({
      name: 'BadPolicyFile',
      message: expect.stringContaining('A system message cannot be first.'),
    }),
  );
});

test('a chat whose pictures are not as many as its places is refused', () => {
  const { config, tokenizerJson } = smallServed;
  const text = vlmText({ chatTemplate: config.chatTemplate, tokenizerJson, imageToken: '<|image_pad|>' });
  expect(text.read(chat, [4])).toHaveLength(text.read(chat, [5]).length - 1);
  expect(() => text.read(chat, [4, 4])).toThrow('The chat has 1 places for pictures by its template, and 2 pictures.');
});
