import { expect, test } from 'vitest';

import { errorDetail } from './error-detail.ts';

const cases: readonly (readonly [string, string, string])[] = [
  ['FastAPI', '{"detail":"Model not found"}', 'Model not found'],
  ['FastAPI, by field', '{"detail":[{"msg":"field required"}]}', '[{"msg":"field required"}]'],
  ['OpenAI and vLLM', '{"error":{"message":"too long","type":"BadRequestError","param":null,"code":400}}', 'too long'],
  ['SGLang', '{"object":"error","message":"too long","type":"BadRequest","param":null,"code":400}', 'too long'],
  ['a word', '{"error":"busy"}', 'busy'],
  ['a proxy', '<html>502 Bad Gateway</html>', '<html>502 Bad Gateway</html>'],
  ['other JSON', '{"code":7}', '{"code":7}'],
  ['null', 'null', 'null'],
  ['nothing', '', 'nothing more'],
];

test.each(cases)('%s', (_, body, detail) => {
  expect(errorDetail(Buffer.from(body))).toBe(detail);
});

test('a long one is cut off', () => {
  expect(errorDetail(Buffer.from('x'.repeat(1_000)))).toHaveLength(300);
});
