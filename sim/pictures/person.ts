import { darker, lighter } from './colours.ts'
import { circle, ellipse, path, rect, stroke } from './shapes.ts'
import type { Sketch } from './sketch.ts'

const SKINS = ['#f6d7bb', '#eac09b', '#d8a27a', '#b97f57', '#8a5a3c'] as const
const HAIRS = ['#231a18', '#3d2a20', '#5f3f2a', '#8a5d38', '#1a1c24', '#6b2f2a'] as const

/**
 * A person from the chest up, who is like no one; the origin is below the middle of the shoulders,
 * and the head ends 400 above it.
 */
export function person(sketch: Sketch, gender: 'female' | 'male'): string {
  const { random, colours } = sketch
  const [skin, hair] = [random.pick(SKINS), random.pick(HAIRS)]
  const cloth = random.pick([colours.main, colours.second, colours.spark, '#f2ede3'])
  const style = random.pick(gender === 'female' ? FEMALE : MALE)
  const { behind, above } = style(sketch, hair)
  return (
    behind +
    body(sketch, cloth, skin) +
    head(sketch, skin) +
    face(sketch, skin, hair, gender) +
    above +
    (random.chance(0.25) ? glasses(sketch) : '')
  )
}

const body = (sketch: Sketch, cloth: string, skin: string): string =>
  path(
    'M-170 4Q-166 -104 -84 -122Q-30 -134 0 -134Q30 -134 84 -122Q166 -104 170 4Z',
    sketch.lit(cloth),
  ) +
  path('M-50 -130Q0 -78 50 -130L36 -140H-36Z', sketch.fall(skin, darker(skin, 0.12))) +
  rect([-29, -184], [58, 70], sketch.fall(darker(skin, 0.22), skin), 26) +
  stroke('M-52 -130Q0 -74 52 -130', lighter(cloth, 0.35), 5)

const head = (sketch: Sketch, skin: string): string =>
  ellipse([-73, -254], [13, 20], darker(skin, 0.1)) +
  ellipse([73, -254], [13, 20], darker(skin, 0.14)) +
  path(
    'M-74 -272Q-74 -356 0 -356Q74 -356 74 -272Q72 -206 34 -178Q0 -160 -34 -178Q-72 -206 -74 -272Z',
    sketch.slant(lighter(skin, 0.18), skin, darker(skin, 0.1)),
  )

function face(sketch: Sketch, skin: string, hair: string, gender: 'female' | 'male'): string {
  const brow = gender === 'female' ? 5 : 7
  const beard =
    gender === 'male' && sketch.random.chance(0.4)
      ? path(
          'M-72 -250Q-66 -200 -34 -178Q0 -160 34 -178Q66 -200 72 -250Q60 -216 30 -214Q0 -206 ' +
            '-30 -214Q-60 -216 -72 -250Z',
          hair,
        )
      : ''
  const eye = (x: number) =>
    ellipse([x, -258], [10, 7.4], '#fffdf8') +
    circle([x, -258], 6, '#3a2a22') +
    circle([x + 2, -260], 1.8, '#ffffff')
  return (
    circle([-40, -226], 17, '#e0706033') +
    circle([40, -226], 17, '#e0706033') +
    eye(-28) +
    eye(28) +
    stroke('M-44 -278Q-28 -288 -14 -280M14 -280Q28 -288 44 -278', darker(hair, 0.1), brow) +
    stroke('M2 -250Q10 -232 -3 -230', darker(skin, 0.3), 3.4) +
    beard +
    path('M-22 -210Q0 -186 22 -210Q0 -202 -22 -210Z', gender === 'female' ? '#b8464c' : '#96483f')
  )
}

type Hair = (sketch: Sketch, colour: string) => { behind: string; above: string }

const FRINGE =
  'M-78 -262Q-86 -370 0 -372Q86 -370 78 -262Q70 -312 34 -326Q-22 -316 -44 -318Q-70 -304 -78 -262Z'
const SIDE = 'M-78 -258Q-88 -372 6 -374Q88 -368 78 -258Q68 -318 8 -334Q-46 -330 -78 -258Z'

const long: Hair = (sketch, c) => ({
  behind: path(
    'M-92 -270Q-96 -380 0 -382Q96 -380 92 -270L104 -110Q60 -90 0 -92Q-60 -90 -104 -110Z',
    sketch.tube(c),
  ),
  above: path(SIDE, sketch.lit(c)),
})
const bob: Hair = (sketch, c) => ({
  behind: path(
    'M-94 -268Q-98 -380 0 -382Q98 -380 94 -268L92 -184Q70 -164 48 -180H-48Q-70 -164 -92 -184Z',
    sketch.tube(c),
  ),
  above: path(FRINGE, sketch.lit(c)),
})
const bun: Hair = (sketch, c) => ({
  behind: circle([0, -386], 38, sketch.ball(c)) + ellipse([0, -300], [82, 78], darker(c, 0.1)),
  above: path(SIDE, sketch.lit(c)),
})
const scarf: Hair = (sketch) => {
  const cloth = sketch.random.pick([
    sketch.colours.main,
    sketch.colours.second,
    sketch.colours.spark,
  ])
  return {
    behind: path(
      'M-98 -262Q-100 -388 0 -390Q100 -388 98 -262Q104 -150 128 -100H-128Q-104 -150 -98 -262Z',
      sketch.tube(cloth),
    ),
    above:
      path(
        'M-80 -262Q-80 -384 0 -386Q80 -384 80 -262Q74 -334 0 -340Q-74 -334 -80 -262Z',
        sketch.lit(cloth),
      ) +
      path(
        'M-84 -240Q-66 -176 0 -158Q66 -176 84 -240L112 -112Q0 -70 -112 -112Z',
        sketch.lit(darker(cloth, 0.06)),
      ),
  }
}
const short: Hair = (sketch, c) => ({ behind: '', above: path(FRINGE, sketch.lit(c)) })
const curls: Hair = (sketch, c) => ({
  behind: ellipse([0, -320], [92, 76], darker(c, 0.1)),
  above: [-70, -46, -18, 14, 44, 68]
    .map((x, at) =>
      circle([x, -334 - (at % 2) * 18 - (at === 2 || at === 3 ? 18 : 0)], 27, sketch.ball(c)),
    )
    .join(''),
})
const cap: Hair = (sketch, c) => ({
  behind: ellipse([0, -296], [82, 66], c),
  above:
    path('M-82 -300Q-84 -390 0 -390Q84 -390 82 -300Z', sketch.tube(sketch.colours.main)) +
    path('M-84 -306H60Q112 -302 118 -286Q30 -294 -84 -294Z', darker(sketch.colours.main, 0.25)),
})

const FEMALE: readonly Hair[] = [long, bob, bun, scarf, long, curls]
const MALE: readonly Hair[] = [short, curls, cap, short]

const glasses = (sketch: Sketch): string => {
  const rim = sketch.random.pick(['#2b2626', '#8a5a36'])
  const lens = (x: number) =>
    `<circle cx="${x}" cy="-256" r="23" fill="#ffffff33" stroke="${rim}" stroke-width="5"/>`
  return lens(-30) + lens(30) + stroke('M-8 -260Q0 -266 8 -260', rim, 5)
}
