import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { cup, cutlery, dish, fruit, leaf, table, turned } from '../things.ts'

const GREENS = ['#5d9c45', '#7db650', '#3f7f3a'] as const
const REDS = ['#d6452f', '#e8663a', '#b8303f'] as const

/** A meal on a table, from above. */
export function plate(sketch: Sketch): string {
  const { random, between, height, colours } = sketch
  const meal = random.pick([salad, pancakes, toast])
  const radius = between(112, 142)
  const china = random.pick(['#f5efe4', lighter(colours.second, 0.55), '#2f3138'])
  return turned(
    sketch,
    table(sketch, random.pick([colours.ground, '#b98d63', '#8d9aa0'])),
    napkin(sketch),
    place({ at: [between(42, 66), height * 0.5], turn: between(-6, 6) }, cutlery(sketch, 190)),
    place({ at: [between(330, 370), height * 0.14], scale: 0.9 }, cup(sketch, colours.main)),
    repeat(6, () =>
      place(
        { at: [between(20, 380), height * random.pick([between(0.02, 0.14), between(0.86, 1)])] },
        fruit(sketch, between(7, 13), random.pick(REDS)),
      ),
    ),
    place(
      { at: [WIDTH / 2 + between(-6, 24), height / 2 + between(-20, 26)], turn: between(0, 360) },
      dish(sketch, radius, china),
      place({ at: [0, 0], scale: radius / 130 }, meal(sketch)),
    ),
  )
}

const napkin = (sketch: Sketch): string =>
  place(
    { at: [70, sketch.height * 0.78], turn: sketch.between(-30, 20) },
    sketch.shadow([6, 8], [110, 90]),
    rect([-80, -66], [160, 132], sketch.lit(sketch.colours.main), 4),
    rect([-80, -20], [160, 8], lighter(sketch.colours.main, 0.55)),
    rect([-80, 0], [160, 8], lighter(sketch.colours.main, 0.55)),
  )

function salad(sketch: Sketch): string {
  const { random, between } = sketch
  const leaves = repeat(34, (index) => {
    const [turn, away] = [index * 53, 18 + (index % 5) * 13]
    const at = [Math.cos(turn) * away, Math.sin(turn) * away] as const
    return place({ at, turn: turn * 7 }, leaf(sketch, 42, 15, random.pick(GREENS)))
  })
  const tomatoes = repeat(8, (index) =>
    place(
      { at: [Math.cos(index * 2.2) * between(20, 66), Math.sin(index * 2.2) * between(20, 66)] },
      fruit(sketch, between(11, 15), random.pick(REDS)),
    ),
  )
  return leaves + tomatoes + place({ at: [between(-18, 18), between(-18, 18)] }, egg(sketch))
}

const egg = (sketch: Sketch): string =>
  ellipse([2, 3], [31, 26], '#00000026') +
  ellipse([0, 0], [30, 25], '#fdf8ec') +
  circle([0, 0], 13, sketch.ball('#f4a72c'))

function pancakes(sketch: Sketch): string {
  const { between } = sketch
  const stack = repeat(
    4,
    (index) =>
      ellipse([4, 8 - index * 5], [76, 73], '#00000022') +
      ellipse([between(-3, 3), -index * 6], [76, 73], sketch.lit('#d9964a')) +
      ellipse([0, -index * 6 - 1], [66, 63], sketch.slant('#eab566', '#c27f38')),
  )
  const syrup = path(
    'M-44 -34Q0 -62 44 -32Q62 10 38 34Q30 68 18 36Q-8 46 -22 40Q-34 62 -42 30Q-64 2 -44 -34Z',
    '#7b3a1bcc',
  )
  const berries = repeat(9, (index) =>
    place(
      {
        at: [
          Math.cos(index * 2.4) * (8 + index * 3),
          -16 + Math.sin(index * 2.4) * (8 + index * 3),
        ],
      },
      fruit(sketch, 11, index % 3 === 0 ? '#c42b48' : '#34457f'),
    ),
  )
  return stack + syrup + berries
}

function toast(sketch: Sketch): string {
  const slice = (x: number, turn: number) =>
    place(
      { at: [x, 0], turn },
      path(
        'M-44 -58Q0 -84 44 -58Q56 -30 44 62Q0 72 -44 62Q-56 -30 -44 -58Z',
        darker('#b9793f', 0.2),
      ),
      path(
        'M-37 -52Q0 -74 37 -52Q47 -28 38 55Q0 64 -38 55Q-47 -28 -37 -52Z',
        sketch.lit('#ecc98d'),
      ),
      path('M-30 -42Q2 -60 30 -40Q38 0 30 46Q-4 56 -32 44Q-40 0 -30 -42Z', sketch.lit('#8fb650')),
      place({ at: [0, sketch.between(-10, 14)] }, egg(sketch)),
      repeat(7, (index) => circle([-22 + index * 8, 34 - (index % 3) * 7], 2, '#c9432b')),
    )
  return slice(-46, sketch.between(-18, -4)) + slice(50, sketch.between(2, 16))
}
