import { fstatSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { reasonOf } from '../base/files/new-file.ts'
import { paintedLines, printableLines } from '../base/terminal-text.ts'
import type { Colour } from './show/value.ts'

/** Where a command prints, and whom it may ask. */
export type Terminal = {
  /** Throws where nothing can be written, such as on a full disk. */
  out(line: string): void
  err(line: string): void
  /** A person reads what is printed; set where standard output is a terminal. */
  people?: { columns: number; hasColours: boolean; timeZone?: string | undefined } | undefined
  /** Asks a person; undefined where no person can be asked. */
  ask?: ((question: string) => Promise<string>) | undefined
  now?: (() => Date) | undefined
}

const NARROWEST = 40

/** A terminal that texts from outside cannot steer, whatever way they take to it. */
export function guarded({ out, err, ask, ...terminal }: Terminal): Terminal {
  return {
    ...terminal,
    out: (line) => out(paintedLines(line)),
    err: (line) => err(printableLines(line)),
    ask: ask && (async (question) => await ask(printableLines(question))),
  }
}

/** The terminal of this process; its colours follow NO_COLOR and FORCE_COLOR. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  return guarded({
    out: (line) => writeOut(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    people: stdout.isTTY
      ? { columns: Math.max(NARROWEST, stdout.columns), hasColours: stdout.hasColors() }
      : undefined,
    ask: stdin.isTTY
      ? async (question) => {
          const lines = createInterface({ input: stdin, output: stderr })
          try {
            return await lines.question(question)
          } finally {
            lines.close()
          }
        }
      : undefined,
  })
}

/** Paints on terminals with colours; elsewhere a text stays as it is. */
export const painter =
  (people: Terminal['people']) =>
  (colour: Colour, text: string): string =>
    people?.hasColours ? styleText(colour, text, { validateStream: false }) : text

export async function isConfirmed(
  ask: (question: string) => Promise<string>,
  question: string,
): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim())
}

/** Output cannot be written, such as onto a full disk; the text is fit to show. */
export class OutputError extends Error {}

/** Throws an OutputError. */
function writeOut(text: string): void {
  if (!isFile(1)) {
    process.stdout.write(text)
    return
  }
  try {
    writeWhole(Buffer.from(text))
  } catch (error) {
    throw outputError(error)
  }
}

/** Writes to standard output where it is a file: Node takes a short write for a whole one. */
export function writeWhole(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

/** Also a device that is no terminal, such as /dev/full. */
export function isFile(descriptor: number): boolean {
  const stats = fstatSync(descriptor)
  return stats.isFile() || (stats.isCharacterDevice() && !process.stdout.isTTY)
}

export const outputError = (error: unknown): OutputError =>
  new OutputError(`cannot write to standard output: ${reasonOf(error)}`, { cause: error })
