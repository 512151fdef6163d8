import { darker, lighter, mix } from '../colours.ts'
import { circle, faint, path, place, polygon, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

const SKIES = [
  ['#6fa7d8', '#dcecf2'],
  ['#e98c6a', '#fbe0b5'],
  ['#5a5f9e', '#eab6a4'],
  ['#8fb7c4', '#f4ead2'],
] as const

/** A mountain lake with snow on the peaks, and pines on the shore. */
export function lake(sketch: Sketch): string {
  const { between, height, random } = sketch
  const [high, low] = random.pick(SKIES)
  const shore = height * between(0.54, 0.64)
  const rock = mix(high, '#3b4257', 0.6)
  const sun = [between(60, 340), shore * between(0.25, 0.5)] as const
  const peaks = repeat(5, (index) => peak(sketch, -30 + index * 105, shore, rock))
  return (
    sketch.fill(sketch.fall(high, low)) +
    sketch.spot(sun, [120, 120], '#fff6d8') +
    circle(sun, 26, '#fff8e2') +
    clouds(sketch, shore) +
    peaks +
    rect([-20, shore], [WIDTH + 40, height], sketch.fall(lighter(high, 0.35), darker(high, 0.35))) +
    faint(0.3, `<g transform="translate(0 ${2 * shore}) scale(1 -1)">${peaks}</g>`) +
    repeat(12, () =>
      faint(
        0.35,
        rect(
          [between(-40, 380), between(shore + 12, height)],
          [between(40, 150), 2.4],
          '#ffffff',
          1,
        ),
      ),
    ) +
    pines(sketch, shore, random.chance(0.5))
  )
}

function peak(sketch: Sketch, x: number, shore: number, rock: string): string {
  const { between } = sketch
  const [top, half] = [shore - between(90, 230), between(96, 150)]
  const tone = mix(rock, '#c5cfdc', between(0, 0.3))
  const snow = top + (shore - top) * 0.34
  const at = (share: number) => half * share * 0.34
  return (
    polygon(
      [
        [x - half, shore + 2],
        [x, top],
        [x + half, shore + 2],
      ],
      tone,
    ) +
    polygon(
      [
        [x, top],
        [x + half, shore + 2],
        [x + half * 0.1, shore + 2],
      ],
      darker(tone, 0.25),
    ) +
    polygon(
      [
        [x, top],
        [x + at(1), snow],
        [x + at(0.4), snow - 10],
        [x, snow + 14],
        [x - at(0.5), snow - 6],
        [x - at(1), snow],
      ],
      '#f7fafc',
    )
  )
}

const clouds = (sketch: Sketch, shore: number): string =>
  repeat(3, () => {
    const [x, y] = [sketch.between(0, 400), sketch.between(20, shore * 0.45)]
    return faint(
      0.6,
      repeat(4, (index) =>
        circle([x + index * 22, y + (index % 2) * 6], 18 + (index % 3) * 5, '#ffffff'),
      ),
    )
  })

function pines(sketch: Sketch, shore: number, isLeft: boolean): string {
  const { between, height } = sketch
  const ground = path(
    isLeft
      ? `M-20 ${shore + 60}Q160 ${shore + 90} 300 ${height + 20}H-20Z`
      : `M420 ${shore + 60}Q240 ${shore + 90} 100 ${height + 20}H420Z`,
    sketch.fall('#476b4b', '#2c4636'),
  )
  const trees = repeat(9, (index) => {
    const near = index / 9
    const x = isLeft ? -6 + near * 190 : 406 - near * 190
    const tone = mix('#2f5a45', '#1d3b33', between(0, 1))
    return place({ at: [x, shore + 92 + near * 90], scale: 0.7 + between(0, 0.6) }, pine(tone))
  })
  return ground + trees
}

const pine = (tone: string): string =>
  rect([-4, -14], [8, 26], '#4a3426') +
  repeat(4, (index) =>
    polygon(
      [
        [-36 + index * 7, -10 - index * 30],
        [0, -70 - index * 30],
        [36 - index * 7, -10 - index * 30],
      ],
      index % 2 === 0 ? tone : lighter(tone, 0.08),
    ),
  )
