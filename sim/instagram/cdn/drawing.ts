import { createRandom, type Random } from '../random.ts'
import type { Creator } from '../world/creator.ts'

/** The author of a picture and its topic. */
export type PictureSubject = { kind: 'avatar' | 'post'; topic: string; gender: 'female' | 'male' }

export const subjectOf = (
  kind: PictureSubject['kind'],
  { topic, persona }: Pick<Creator, 'topic' | 'persona'>,
): PictureSubject => ({ kind, topic: topic.name, gender: persona.gender })

const SKIN = ['#f3d3b5', '#e8bd97', '#d9a577', '#c68d5f']
const HAIR = ['#2b1d14', '#4a2f1d', '#6d4426', '#a5763f', '#1b1b1f']
const COLOURS = ['#d1495b', '#2e86ab', '#3b8c5a', '#edae49', '#7b5ea7', '#e07a5f', '#33658a']

/** Drawings by topic, in a square of 100. `c` is the picture's colour. */
const THINGS: Readonly<Record<string, (c: string) => string>> = {
  motherhood: (c) =>
    `<path d="M15 45h45a23 23 0 0 1-45 0z" fill="${c}"/><path d="M38 45V20a25 25 0 0 1 22 ` +
    '25z" fill="#fff8e7"/><path d="M60 45l14-18h10" stroke="#444" stroke-width="3" ' +
    'fill="none"/><circle cx="26" cy="78" r="7" fill="#444"/><circle cx="50" cy="78" r="7" ' +
    'fill="#444"/>',
  beauty: (c) =>
    '<rect x="38" y="50" width="24" height="38" rx="3" fill="#333"/><rect x="41" y="38" ' +
    `width="18" height="14" fill="#d9b45b"/><path d="M43 38V20l14-8v26z" fill="${c}"/>`,
  food: (c) =>
    `<path d="M14 50h72a36 32 0 0 1-72 0z" fill="${c}"/><ellipse cx="50" cy="50" rx="36" ` +
    'ry="8" fill="#f6e2b3"/><path d="M36 34q-6-8 0-16M50 34q-6-8 0-16M64 34q-6-8 0-16" ' +
    'stroke="#fff" stroke-width="3" fill="none"/>',
  fitness: (c) =>
    '<rect x="24" y="46" width="52" height="8" fill="#444"/><rect x="14" y="32" width="12" ' +
    `height="36" rx="3" fill="${c}"/><rect x="74" y="32" width="12" height="36" rx="3" ` +
    `fill="${c}"/>`,
  travel: (c) =>
    '<circle cx="72" cy="26" r="10" fill="#ffd166"/><path d="M5 82l30-48 18 26 12-16 30 38z" ' +
    `fill="${c}"/><path d="M35 34l8 12-8 5-8-5z" fill="#fff"/>`,
  fashion: (c) =>
    `<path d="M40 14h20l-4 24 22 50H22l22-50z" fill="${c}"/><rect x="43" y="36" width="14" height="5" fill="#222"/>`,
  tech: (c) =>
    '<rect x="22" y="26" width="56" height="38" rx="3" fill="#222"/><rect x="26" y="30" ' +
    `width="48" height="30" fill="${c}"/><path d="M12 72h76l-6-8H18z" fill="#888"/>`,
  home: (c) =>
    `<path d="M50 16L12 50h10v36h56V50h10z" fill="${c}"/><rect x="43" y="60" width="14" ` +
    'height="26" fill="#fff8e7"/><rect x="28" y="54" width="10" height="10" fill="#ffe9a8"/>',
  business: (c) =>
    `<rect x="18" y="60" width="14" height="26" fill="${c}"/><rect x="40" y="44" width="14" ` +
    `height="42" fill="${c}"/><rect x="62" y="26" width="14" height="60" fill="${c}"/><path ` +
    'd="M16 50l24-18 14 6 26-24" stroke="#222" stroke-width="3" fill="none"/>',
  humor: (c) =>
    '<circle cx="50" cy="50" r="36" fill="#ffd166"/><circle cx="38" cy="42" r="4" ' +
    'fill="#333"/><circle cx="62" cy="42" r="4" fill="#333"/><path d="M30 56a20 18 0 0 0 40 ' +
    `0z" fill="${c}"/>`,
}

/** The same drawing for the same name. No text, because that needs fonts. */
export function drawSubject(
  name: string,
  subject: PictureSubject,
  { width, height }: { width: number; height: number },
): Buffer {
  const random = createRandom('drawing', name)
  const inside = subject.kind === 'avatar' ? portrait(random, subject) : scene(random, subject)
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ` +
      '100 100"><rect x="-100" y="-100" width="300" height="300" fill="#fff" ' +
      `opacity="0.6"/>${inside}</svg>`,
  )
}

function portrait(random: Random, { gender }: PictureSubject): string {
  const [skin, hair, shirt] = [random.pick(SKIN), random.pick(HAIR), random.pick(COLOURS)]
  const behind =
    gender === 'female' ? `<path d="M28 38a22 24 0 0 1 44 0v34H28z" fill="${hair}"/>` : ''
  return (
    `${behind}<path d="M16 100a34 32 0 0 1 68 0z" fill="${shirt}"/><rect x="44" y="56" ` +
    `width="12" height="14" fill="${skin}"/><ellipse cx="50" cy="42" rx="17" ry="20" ` +
    `fill="${skin}"/><path d="M32 38a18 20 0 0 1 36 0q-18-12-36 0z" fill="${hair}"/><circle ` +
    'cx="44" cy="43" r="2" fill="#333"/><circle cx="56" cy="43" r="2" fill="#333"/><path d="M43 ' +
    '51q7 6 14 0" stroke="#a33" stroke-width="2" fill="none"/>'
  )
}

function scene(random: Random, { topic }: PictureSubject): string {
  const thing = THINGS[topic]?.(random.pick(COLOURS)) ?? ''
  const size = 0.75 + 0.35 * random.next()
  const [x, y] = [random.integer(-8, 14), random.integer(-4, 14)]
  return (
    '<rect x="-100" y="84" width="300" height="80" fill="#00000022"/><g ' +
    `transform="translate(${x} ${y}) scale(${size.toFixed(2)})">${thing}</g>`
  )
}
