/** For what takes long to load or to make, and what most processes have no use for most of the time. */
export function onFirstUse<Part extends object>(make: () => Part): () => Part {
  let made: Part | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
