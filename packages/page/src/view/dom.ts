/** An element with its class and its children; text is never read as HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = "",
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** Sets text only when it is another, so that a screen reader is not told twice. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
