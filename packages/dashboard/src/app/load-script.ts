/** Loads a script beside the page, once. Rejects where it is not there. */
export async function loadScript(address: string): Promise<void> {
  const script = document.createElement("script");
  script.src = address;
  await new Promise<void>((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${address} is not there.`)));
    document.head.append(script);
  });
  script.remove();
}
