import { html } from 'hono/html'
import type { FormField } from '../../../../console/kit/form-fields.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { noteOf } from '../../../../console/parts/forms/field.ts'
import { COLOURS, groupSign, SHAPES, type GroupMark } from '../marks.ts'

type MarkField<Key extends string, Name extends keyof GroupMark> = FormField<
  Key,
  GroupMark[Name] | undefined,
  GroupMark[Name]
>

/** The colour of a group; none is chosen for a new one, which then gets a rare one. */
export const colourField = <Key extends string>(texts: {
  label: Key
  hint: Key
  word: (colour: GroupMark['colour']) => Key
}): MarkField<Key, 'colour'> => ({
  label: ({ t }) => t(texts.label),
  display: (text, { t }) => {
    const colour = COLOURS.find((each) => each === text)
    return colour === undefined ? text : t(texts.word(colour))
  },
  show: ({ t }, { name, value, fault }) =>
    choices({
      name,
      fault,
      label: t(texts.label),
      hint: value === '' ? t(texts.hint) : undefined,
      options: COLOURS.map((colour) => ({
        value: colour,
        word: t(texts.word(colour)),
        isChosen: colour === value,
        sign: html`<span class="group-colour" data-group="${colour}"></span>`,
      })),
    }),
  read: (text) => COLOURS.find((colour) => colour === text),
  format: (stored) => stored,
})

/** The shape of a group, as `colourField`. */
export const shapeField = <Key extends string>(texts: {
  label: Key
  word: (shape: GroupMark['shape']) => Key
}): MarkField<Key, 'shape'> => ({
  label: ({ t }) => t(texts.label),
  display: (text, { t }) => {
    const shape = SHAPES.find((each) => each === text)
    return shape === undefined ? text : t(texts.word(shape))
  },
  show: ({ t }, { name, value, fault }) =>
    choices({
      name,
      fault,
      label: t(texts.label),
      hint: undefined,
      options: SHAPES.map((shape) => ({
        value: shape,
        word: t(texts.word(shape)),
        isChosen: shape === value,
        sign: groupSign({ colour: 'blue', shape }),
      })),
    }),
  read: (text) => SHAPES.find((shape) => shape === text),
  format: (stored) => stored,
})

type Choices = {
  name: string
  label: string
  hint: string | undefined
  fault: string | undefined
  options: readonly { value: string; word: string; isChosen: boolean; sign: unknown }[]
}

const choices = ({ name, label, hint, fault, options }: Choices) =>
  html`<fieldset
    class="group-marks"
    ${hint === undefined ? '' : html`aria-describedby="${name}-note"`}
  >
    <legend>${label}</legend>
    ${options.map(
      ({ value, word, isChosen, sign }) =>
        html`<label>
          <input
            type="radio"
            name="${name}"
            value="${value}"
            ${boolAttr(isChosen, 'checked')}
          />${sign}${word}
        </label>`,
    )}
    ${noteOf({ name, hint, fault })}
  </fieldset>`
