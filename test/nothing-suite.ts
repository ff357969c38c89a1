/** Its one arm computes nothing, so that what is tried is the installed program and not this machine. */
export const nothingSuite = {
  schemaVersion: 1,
  name: "nothing",
  description: "One arm that computes nothing.",
  models: ["fashion-vit-6x64"],
  backends: ["null"],
  strategies: ["gather"],
  batches: [1],
  dataset: { name: "fashion-mnist", split: "test", images: 100 },
  profile: "quick",
  footprintImages: 0,
  coolDownSeconds: 0,
};
