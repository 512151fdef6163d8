/**
 * Returns the fields of a body that were changed in a form: a post continues to change the others.
 */
export const changedPart = <Body extends object>(
  body: Body,
  isChanged: (name: keyof Body) => boolean,
): Partial<Body> => {
  const part = { ...body }
  for (const name of Object.keys(body) as (keyof Body)[]) if (!isChanged(name)) delete part[name]
  return part
}
