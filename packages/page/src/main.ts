import { z } from "zod";

// The page's policy forbids code from text, which zod would try when the first schema is made; so the
// rest is loaded after this.
z.config({ jitless: true });

const root = document.querySelector<HTMLElement>("#app");
if (root === null) throw new Error("The page has no #app.");
const { startPage } = await import("./page.ts");
await startPage(root);
