/** Attributes of variants with a field of their own in Meta's catalog that takes any words. */
export const VARIANT_ATTRIBUTES = ['color', 'size', 'material', 'pattern'] as const

type VariantAttribute = (typeof VARIANT_ATTRIBUTES)[number]

/**
 * The names that sellers use, in the languages that extraction knows: English, Swahili, Russian,
 * Kazakh.
 */
const NAMES: Readonly<Record<VariantAttribute, readonly string[]>> = {
  color: ['color', 'colour', 'colors', 'colours', 'rangi', 'цвет', 'түс', 'түсі'],
  size: ['size', 'sizes', 'saizi', 'размер', 'өлшем', 'өлшемі'],
  material: ['material', 'fabric', 'материал', 'ткань', 'мата'],
  pattern: ['pattern', 'print', 'узор', 'принт'],
}

/** Returns the attribute of an option; undefined where it has no field of its own. */
export function attributeOf(option: string): VariantAttribute | undefined {
  const name = option.trim().toLowerCase()
  return VARIANT_ATTRIBUTES.find((attribute) => NAMES[attribute].includes(name))
}
