import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Files of this repository that a page links to, by their paths. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)))
}

const pages = readdirSync(join(ROOT, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)

test('the README leads to every page of docs/, and no link leads nowhere', () => {
  const reached = new Set<string>()
  const left = ['README.md']
  for (let page = left.pop(); page !== undefined; page = left.pop()) {
    if (reached.has(page)) continue
    reached.add(page)
    const links = linksOf(page)
    expect([page, links.filter((link) => !existsSync(join(ROOT, link)))]).toEqual([page, []])
    left.push(...links.filter((link) => link.endsWith('.md')))
  }
  expect(pages.length).toBeGreaterThan(30)
  expect(pages.filter((page) => !reached.has(page))).toEqual([])
})

test('the first paragraph of the README names all that gramd is for', () => {
  const [, first = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n\n')
  for (const purpose of ['creators', 'Reels', 'products', 'publish'])
    expect(first.toLowerCase()).toContain(purpose.toLowerCase())
})

test('every feature has a page of its own, with links that lead somewhere', () => {
  const features = readdirSync(join(ROOT, 'src/features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/features/${name}/README.md`)
  expect(features.filter((page) => !existsSync(join(ROOT, page)))).toEqual([])
  const dead = features.flatMap((page) =>
    linksOf(page).flatMap((link) => (existsSync(join(ROOT, link)) ? [] : [`${page}: ${link}`])),
  )
  expect(dead).toEqual([])
})

test('the paths that a page of a feature names are there', () => {
  const pages = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('README.md'))
    .map((path) => `src/${path}`)
  const files = ['src', 'sql'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `/${folder}/${path}`,
    ),
  )
  const gone = pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
    return [...text.matchAll(/`([\w/-]+\.(?:ts|sql))`/g)].flatMap(([, path = '']) =>
      files.some((file) => file.endsWith(`/${path}`)) ? [] : [`${page}: ${path}`],
    )
  })
  expect(gone).toEqual([])
})
