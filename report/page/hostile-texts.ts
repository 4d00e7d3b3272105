/** Closes what may be open, runs a program in each way that HTML has, and turns text around: for tests. */
const hostileText = `</script></style><script>alert(1)</script><img src=x onerror="alert('2')">&'"\u202e`;

/** The same data with a hostile text in place of every text but those of the named keys. */
export function withHostileTexts<Data>(data: Data, kept: readonly string[]): Data {
  const text = JSON.stringify(data, (key, value: unknown) =>
    typeof value === 'string' && !kept.includes(key) ? hostileText : value,
  );
  return JSON.parse(text) as Data;
}
