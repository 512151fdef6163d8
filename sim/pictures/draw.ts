import { createRandom, type Random } from '../instagram/random.ts'
import type { Creator } from '../instagram/world/creator.ts'
import { lighter } from './colours.ts'
import { person } from './person.ts'
import { bowl } from './scenes/bowl.ts'
import { cake } from './scenes/cake.ts'
import { city } from './scenes/city.ts'
import { coffee } from './scenes/coffee.ts'
import { cosmetics } from './scenes/cosmetics.ts'
import { desk } from './scenes/desk.ts'
import { dress } from './scenes/dress.ts'
import { fitness } from './scenes/fitness.ts'
import { flatlay } from './scenes/flatlay.ts'
import { lake } from './scenes/lake.ts'
import { market } from './scenes/market.ts'
import { nursery } from './scenes/nursery.ts'
import { plate } from './scenes/plate.ts'
import { portrait } from './scenes/portrait.ts'
import { room } from './scenes/room.ts'
import { savanna } from './scenes/savanna.ts'
import { sneakers } from './scenes/sneakers.ts'
import { steppe } from './scenes/steppe.ts'
import { circle, place } from './shapes.ts'
import { createSketch, WIDTH, type Sketch } from './sketch.ts'

/** The subject of a picture: its author, or something of the author's topic. */
export type PictureSubject = { kind: 'avatar' | 'post'; topic: string; gender: 'female' | 'male' }

/** The subject of a picture of this author. */
export const subjectOf = (
  kind: PictureSubject['kind'],
  { topic, persona }: Pick<Creator, 'topic' | 'persona'>,
): PictureSubject => ({ kind, topic: topic.name, gender: persona.gender })

type Scene = (sketch: Sketch, gender: PictureSubject['gender']) => string

/** Scenes that a topic shows, the most frequent ones several times. */
const SCENES: Readonly<Record<string, readonly Scene[]>> = {
  coffee: [coffee],
  motherhood: [nursery, nursery, room, cake, market, portrait],
  beauty: [cosmetics, cosmetics, portrait, flatlay],
  food: [plate, bowl, plate, coffee, cake, market],
  fitness: [fitness, fitness, lake, portrait, plate],
  travel: [lake, city, steppe, savanna, lake, market],
  fashion: [dress, flatlay, sneakers, portrait, dress],
  tech: [desk, desk, city, coffee],
  home: [room, room, coffee, plate],
  business: [desk, coffee, city, portrait],
  humor: [portrait, portrait, cake, steppe],
}
const ALL_SCENES: readonly Scene[] = [...new Set(Object.values(SCENES).flat())]

/**
 * Draws a picture as SVG: the same one for the same name and subject. It has no words, because
 * those need fonts.
 */
export function drawPicture(
  name: string,
  { kind, topic, gender }: PictureSubject,
  { width, height }: { width: number; height: number },
): string {
  const random = createRandom('drawing', topic, name)
  const sketch = createSketch(random, (WIDTH * height) / width)
  const scene = kind === 'avatar' ? avatar : random.pick(SCENES[topic] ?? ALL_SCENES)
  const drawn = scene(sketch, gender)
  const isMirrored = random.chance(0.5)
  const body = isMirrored ? `<g transform="translate(${WIDTH} 0) scale(-1 1)">${drawn}</g>` : drawn
  // The light is a paint, too: the definitions are complete only after it.
  const inside = `${body}${light(random, sketch)}`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${WIDTH} ${sketch.height}">${sketch.definitions()}${inside}</svg>`
  )
}

const avatar: Scene = (sketch, gender) => {
  const { colours, random, height, between } = sketch
  const ground = random.pick([colours.ground, colours.second, colours.main, colours.spark])
  return (
    sketch.fill(sketch.slant(lighter(ground, 0.5), ground)) +
    circle([WIDTH / 2, height / 2], between(120, 170), lighter(ground, 0.45)) +
    place({ at: [WIDTH / 2, height + 6], scale: 0.94 }, person(sketch, gender))
  )
}

/** The warm or cold light of a moment, from one corner. */
const light = (random: Random, sketch: Sketch): string =>
  `<g opacity="0.5">${sketch.spot(
    [random.pick([0, WIDTH]), random.pick([0, sketch.height])],
    [WIDTH, sketch.height * 0.8],
    random.pick(['#ffe2a8', '#ffd0b0', '#bfd8ff']),
  )}</g>`
