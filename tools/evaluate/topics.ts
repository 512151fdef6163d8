/**
 * Words by which models name the topics of the labelled profiles, by category: a part of gramd's
 * own, so that an evaluation needs no database.
 */
export const TOPIC_WORDS: Readonly<Record<string, readonly string[]>> = {
  parenting: ['motherhood', 'fatherhood', 'family', 'children', 'kids', 'baby', 'mom', 'dad'],
  beauty: ['makeup', 'cosmetics', 'skincare'],
  fashion: ['style', 'clothing', 'clothes', 'outfits', 'wardrobe'],
  food: ['cooking', 'recipes', 'cuisine', 'baking', 'desserts', 'home cooking'],
  travel: ['travelling', 'traveling', 'trips', 'tourism', 'road trips', 'hotels'],
  fitness: ['workout', 'gym', 'training', 'bodybuilding'],
  home: ['home decor', 'interior', 'interior design', 'renovation', 'home improvement'],
  gardening: ['garden', 'plants', 'houseplants', 'flowers'],
  pets: ['animals', 'dogs', 'cats', 'pet care'],
  cars: ['auto', 'automotive', 'vehicles'],
  technology: ['tech', 'gadgets', 'smartphones', 'computers', 'electronics'],
  education: ['learning', 'teaching', 'school', 'study', 'exam preparation'],
  languages: ['language learning', 'english', 'english language', 'foreign languages'],
}

const CATEGORY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(TOPIC_WORDS).flatMap(([category, words]) =>
    [category, ...words].map((word): [string, string] => [termOf(word), category]),
  ),
)

/** The category of a topic by its whole name, else by its first known word; null for none. */
export function categoryOf(topic: string): string | null {
  const whole = CATEGORY_OF.get(termOf(topic))
  if (whole !== undefined) return whole
  const words = topic.split(/[\s_-]+/u).map((word) => CATEGORY_OF.get(termOf(word)))
  return words.find((category) => category !== undefined) ?? null
}

/** Without case, spaces and the English plural. */
function termOf(topic: string): string {
  const plain = topic.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  return plain.length > 3 ? plain.replace(/ies$/, 'y').replace(/([^sui])s$/, '$1') : plain
}
