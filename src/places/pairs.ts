/** The pairs of a table such as "а:a б:b ъ:". */
export const pairsOf = (table: string): [string, string][] =>
  table.split(' ').map((pair): [string, string] => {
    const [left = '', right = ''] = pair.split(':')
    return [left, right]
  })
