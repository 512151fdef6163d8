/** Boxes of a film as bytes (ISO/IEC 14496-12). */
export const movieBox = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, 8))
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, ...parts])
}

export const u32 = (...values: readonly number[]): Buffer => {
  const data = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) data.writeUInt32BE(value >>> 0, index * 4)
  return data
}
export const u16 = (...values: readonly number[]): Buffer => {
  const data = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) data.writeUInt16BE(value, index * 2)
  return data
}
export const full = (type: string, flags: number, ...parts: readonly Buffer[]): Buffer =>
  movieBox(type, u32(flags), ...parts)
