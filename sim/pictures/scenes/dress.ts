import { darker, lighter } from '../colours.ts'
import { circle, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { plant } from '../things.ts'

/** A dress on a rail between other clothes. */
export function dress(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const rail = height * between(0.12, 0.2)
  const size = (height * 0.66) / 300
  const others = [
    colours.second,
    colours.spark,
    lighter(colours.main, 0.5),
    darker(colours.ground, 0.3),
  ]
  const beside = repeat(4, (index) => {
    const x = index < 2 ? 20 + index * 52 : 300 + (index - 2) * 56
    return place({ at: [x, rail], scale: size * 0.8 }, shirt(sketch, others[index] ?? '#888888'))
  })
  return (
    sketch.fill(sketch.slant(lighter(colours.ground, 0.5), colours.ground)) +
    rect([-20, height * 0.9], [WIDTH + 40, height], sketch.fall('#c8a884', '#a98660')) +
    place({ at: [random.pick([36, 364]), height * 0.97], scale: 1.15 }, pottedPlant(sketch)) +
    rect([-10, rail - 4], [WIDTH + 20, 7], sketch.fall('#8d8f98', '#4d4f58'), 3) +
    beside +
    place(
      { at: [WIDTH / 2 + between(-22, 22), rail], scale: size },
      sketch.shadow([14, 160], [110, 170]),
      gown(sketch, random.pick([colours.main, colours.second, colours.spark])),
    )
  )
}

const pottedPlant = (sketch: Sketch): string =>
  plant(sketch, { pot: sketch.colours.second, green: '#5c8a58' })

const hanger = stroke('M0 -2Q8 -14 0 -18M0 0L-46 28M0 0L46 28', '#6a4a30', 5)

const shirt = (sketch: Sketch, colour: string): string =>
  hanger +
  path('M-46 26Q0 16 46 26L58 110L42 116V230Q0 238 -42 230V116L-58 110Z', sketch.tube(colour)) +
  rect([-2, 34], [4, 190], darker(colour, 0.25)) +
  repeat(5, (index) => circle([0, 54 + index * 34], 3.4, lighter(colour, 0.7)))

function gown(sketch: Sketch, colour: string): string {
  const { random, between } = sketch
  const hem = between(84, 122)
  const body =
    `M-30 22Q-22 44 0 44Q22 44 30 22L40 30Q32 84 28 108Q${hem * 0.7} 190 ${hem} 288Q0 306 ` +
    `${-hem} 288Q${-hem * 0.7} 190 -28 108Q-32 84 -40 30Z`
  const folds = repeat(6, (index) => {
    const x = (index - 2.5) * (hem / 3.4)
    return stroke(`M${x * 0.22} 120Q${x * 0.7} 200 ${x} 282`, darker(colour, 0.22), 3)
  })
  const dots = random.chance(0.6)
    ? repeat(34, (index) => {
        const y = 60 + Math.floor(index / 4) * 27
        const half = y < 112 ? 24 : 26 + ((y - 112) / 180) * hem * 0.8
        return circle([-half + ((index % 4) + 0.5) * (half / 2), y], 4.4, lighter(colour, 0.65))
      })
    : ''
  return (
    hanger +
    path(body, sketch.tube(colour)) +
    `<g opacity="0.55">${folds}</g>` +
    dots +
    rect([-30, 102], [60, 12], sketch.lit(darker(sketch.colours.second, 0.2)), 3)
  )
}
