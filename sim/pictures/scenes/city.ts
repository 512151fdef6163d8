import { darker, lighter, mix } from '../colours.ts'
import { circle, faint, path, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

const SKIES = [
  ['#1f2a5c', '#c9698a', '#f6c08c'],
  ['#16324f', '#3f7ca5', '#f2c9a0'],
  ['#2b1f4d', '#7a4e9e', '#ef9f7b'],
  ['#5d92c9', '#b9d8e8', '#f5ecd7'],
] as const

/** A skyline before mountains, with lit windows, over water. */
export function city(sketch: Sketch): string {
  const { between, height, random } = sketch
  const sky = random.pick(SKIES)
  const shore = height * between(0.7, 0.8)
  const tone = mix(sky[0], '#20243a', 0.5)
  const skyline = towers(sketch, shore, tone)
  return (
    sketch.fill(sketch.fall(...sky)) +
    circle([between(60, 340), height * between(0.14, 0.3)], between(18, 30), '#fff2d2') +
    path(
      `M-20 ${shore}L40 ${shore - 150}L110 ${shore - 90}L190 ${shore - 210}L270 ${shore - 110}` +
        `L340 ${shore - 170}L430 ${shore - 60}V${shore}Z`,
      mix(sky[1], sky[0], 0.35),
    ) +
    skyline +
    rect(
      [-20, shore],
      [WIDTH + 40, height],
      sketch.fall(mix(sky[2], tone, 0.5), darker(tone, 0.3)),
    ) +
    faint(0.28, `<g transform="translate(0 ${2 * shore}) scale(1 -1)">${skyline}</g>`) +
    repeat(14, () =>
      faint(
        0.3,
        rect([between(-30, 380), between(shore + 6, height)], [between(24, 110), 2], '#ffe7b8', 1),
      ),
    )
  )
}

function towers(sketch: Sketch, shore: number, tone: string): string {
  const { between, random } = sketch
  return repeat(11, (index) => {
    const [x, width] = [-20 + index * 40 + between(-6, 6), between(34, 58)]
    const tall = between(60, 170) + (index % 4 === 1 ? between(60, 150) : 0)
    const wall = mix(tone, random.pick(['#6d7ba6', '#a57a8b', '#39455f']), between(0, 0.5))
    const columns = Math.floor(width / 11)
    const floors = Math.floor(tall / 15) - 1
    const windows = repeat(columns * floors, (each) => {
      if (!random.chance(0.55)) return ''
      const at = [
        x + 5 + (each % columns) * 10.6,
        shore - tall + 10 + Math.floor(each / columns) * 15,
      ] as const
      return rect(at, [5, 8], random.pick(['#ffe09a', '#ffd06b', '#fff3cf']))
    })
    const spire = index % 4 === 1 ? rect([x + width / 2 - 2, shore - tall - 34], [4, 36], wall) : ''
    return (
      spire + rect([x, shore - tall], [width, tall], sketch.tube(lighter(wall, 0.05)), 2) + windows
    )
  })
}
