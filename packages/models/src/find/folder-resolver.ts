/** Makes model folders of models that are named in another way than by a folder with a card.json. */
export interface FolderResolver {
  /** Whether the name is one of its kind; nothing is read for it beyond what a folder holds. */
  takes(name: string): Promise<boolean>;
  /**
   * A folder with card.json and model.safetensors, made on first need and kept.
   * @throws what is wrong with the model
   */
  folderOf(name: string): Promise<string>;
}
