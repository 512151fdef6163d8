// Unpacks the browser of the package into the folder for temporary files, which its caller has made for it alone.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const [, , home = ''] = process.argv
const { default: chromium, inflate } = await import('@sparticuz/chromium')
const bin = join(
  dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
  '..',
  'bin',
)
chromium.setGraphicsMode = false
await chromium.executablePath(bin)
await inflate(join(bin, 'fonts.tar.br'))
// Libraries that a bare system lacks.
await inflate(join(bin, 'al2023.tar.br'))
// Without a font the browser ends at its first page; with these alone, pictures are the same everywhere.
writeFileSync(
  join(tmpdir(), 'fonts.conf'),
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>`,
)
