import { h, s, slug } from "./dom.ts";

/** Hands a file to the browser, as if a link to it had been followed. */
export function saveFile(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  const link = h("a", {
    href,
    download: `${unfinishedNote() === null ? "" : "UNFINISHED-"}${name}`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** What the page says of a run that goes on: it goes with all that is taken from the page. */
export function unfinishedNote(): string | null {
  return document.querySelector(".unfinished")?.textContent ?? null;
}

const xmlns = "http://www.w3.org/2000/svg";
const margin = 12;
const line = 20;
/** Pixels of a PNG for one of the page. */
const sharpness = 2;

/** Saves what is drawn, as it is drawn. */
export function saveButtons(title: string, svgs: readonly SVGSVGElement[]): HTMLElement {
  const file = `vmoe-bench-${slug(title)}`;
  return h(
    "p",
    { class: "save" },
    button("Save SVG", () => saveFile(`${file}.svg`, svgBlob(standalone(title, svgs).text))),
    button("Save PNG", () => {
      void pngOf(standalone(title, svgs)).then((png) => saveFile(`${file}.png`, png));
    }),
  );
}

function button(text: string, click: () => void): HTMLElement {
  return h("button", { type: "button", class: "small", click }, text);
}

function svgBlob(text: string): Blob {
  return new Blob([text], { type: "image/svg+xml" });
}

interface Drawing {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The charts of a figure below each other in one image that needs no style sheet, under their title. */
function standalone(title: string, svgs: readonly SVGSVGElement[]): Drawing {
  const style = getComputedStyle(document.body);
  const said = [title, ...partOf(unfinishedNote())];
  const width = Math.max(...svgs.map((svg) => svg.clientWidth)) + 2 * margin;
  const whole = s("svg", { xmlns });
  let y = margin + line * said.length;
  const parts = svgs.flatMap((svg) => {
    const copy = painted(svg);
    const part = svg.closest("[data-part]")?.getAttribute("data-part") ?? null;
    const heading = partOf(part).map((text) => textAt(text, (y += line), style, 13));
    copy.setAttribute("x", String(margin));
    copy.setAttribute("y", String((y += line / 2)));
    y += svg.clientHeight;
    return [...heading, copy];
  });
  const height = y + margin;
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
    whole.setAttribute(key, String(value));
  whole.append(
    s("rect", { width, height, fill: plainColour(style.backgroundColor) }),
    ...said.map((text, i) => textAt(text, margin + line * (i + 0.7), style, i === 0 ? 15 : 12)),
    ...parts,
  );
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

function partOf(text: string | null): string[] {
  return text === null ? [] : [text];
}

function textAt(text: string, y: number, style: CSSStyleDeclaration, size: number): SVGElement {
  const fill = plainColour(style.color);
  return s("text", { x: margin, y, fill, "font-family": "sans-serif", "font-size": size }, text);
}

const inherited = ["fill", "stroke", "font-size", "font-weight", "text-anchor"] as const;

/** A copy with the colours that it has on this page, light or dark. */
function painted(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError("A copy of an image is an image.");
  const [from, to] = [
    [svg, ...svg.querySelectorAll("*")],
    [copy, ...copy.querySelectorAll("*")],
  ];
  from.forEach((element, i) => {
    const target = to[i];
    if (target === undefined) return;
    const style = getComputedStyle(element);
    for (const key of inherited) {
      const value = style.getPropertyValue(key);
      const isColour = key === "fill" || key === "stroke";
      target.setAttribute(key, isColour ? plainColour(value) : value);
    }
    for (const gone of ["class", "style", "tabindex"]) target.removeAttribute(gone);
  });
  for (const style of copy.querySelectorAll("style")) style.remove();
  copy.setAttribute("font-family", "sans-serif");
  return copy;
}

const known = new Map<string, string>();

/** As every program reads it: mixtures are known to browsers only. */
function plainColour(colour: string): string {
  if (colour === "none" || /^(rgb|#)/.test(colour)) return colour;
  const plain = known.get(colour) ?? mixed(colour);
  known.set(colour, plain);
  return plain;
}

function mixed(colour: string): string {
  const pen = h("canvas", { width: 1, height: 1 }).getContext("2d");
  if (pen === null) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
}

async function pngOf({ text, width, height }: Drawing): Promise<Blob> {
  const image = new Image();
  // The page's policy lets images come from nowhere else.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = h("canvas", { width: width * sharpness, height: height * sharpness });
  const pen = canvas.getContext("2d");
  pen?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error("The image could not be written.")) : resolve(blob),
    );
  });
}
