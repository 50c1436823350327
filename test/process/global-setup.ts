/** Before the process ring: makes the small models that its tests always need. Large ones are made on demand. */
import { SIZE_CLASSES } from "../fixtures/gguf/size-classes.ts";
import { practiceModel, randomModel } from "../fixtures/models.ts";

export default async function setup(): Promise<void> {
  await practiceModel();
  for (const sizeClass of SIZE_CLASSES) await randomModel({ sizeClass, scale: "tiny" });
}
