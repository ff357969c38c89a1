/**
 * The results of `work` in the order of the items, with `ahead` of them under way: what is not taken
 * yet holds the rest back, so that memory stays flat.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ readonly item: T; readonly result: R }> {
  const underWay: { readonly item: T; readonly result: Promise<R> }[] = [];
  let next = 0;
  for (;;) {
    for (; next < items.length && underWay.length < ahead; next++) {
      const item = items[next];
      if (item === undefined) continue;
      const result = work(item);
      // Waited for below; until then a failure is no unhandled one.
      result.catch(() => undefined);
      underWay.push({ item, result });
    }
    const first = underWay.shift();
    if (first === undefined) return;
    yield { item: first.item, result: await first.result };
  }
}
