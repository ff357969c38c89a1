import { z } from "zod";
import { startPage } from "./page.ts";

// The page's policy forbids code from text, which zod would try.
z.config({ jitless: true });

const root = document.querySelector<HTMLElement>("#app");
if (root === null) throw new Error("The page has no #app.");
void startPage(root);
