/** The part of a body whose fields were changed in a form: a post goes on changing the rest. */
export const changedPart = <Body extends object>(
  body: Body,
  isChanged: (name: keyof Body) => boolean,
): Partial<Body> => {
  const part = { ...body }
  for (const name of Object.keys(body) as (keyof Body)[]) if (!isChanged(name)) delete part[name]
  return part
}
