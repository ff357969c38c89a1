import { zooModels } from "@vmoe-bench/models/zoo";
import { expect, test } from "vitest";
import { scoredCard } from "./write-runs.ts";

test("a model is shown with the classes that the data has, and with its own where they don't fit", async () => {
  const card = (await zooModels()).find(({ id }) => id === "fashion-vit-6x64");
  if (card === undefined) throw new Error("The model is not shipped.");
  expect(scoredCard(card, card.classes)).toBe(card);
  expect(scoredCard(card, ["bag", "coat"]).classes).toEqual(["Bag", "Coat"]);
  expect(scoredCard(card, ["apple", "bear"])).toBe(card);
});
