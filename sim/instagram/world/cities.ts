export type City = {
  name: string
  /** As captions and hashtags spell it. */
  tag: string
  latin: string
  country: 'kz' | 'ru' | 'uz' | 'ae'
  lat: number
  lng: number
  places: readonly string[]
}

export const CITIES: readonly City[] = [
  city(
    'Алматы',
    'алматы',
    'almaty',
    'kz',
    [43.2389, 76.8897],
    ['Медеу', 'Көк-Төбе', 'Dostyk Plaza'],
  ),
  city('Астана', 'астана', 'astana', 'kz', [51.1694, 71.4491], ['Байтерек', 'Хан Шатыр', 'EXPO']),
  city('Шымкент', 'шымкент', 'shymkent', 'kz', [42.3417, 69.5901], ['Дендропарк', 'Ордабасы']),
  city(
    'Қарағанды',
    'караганда',
    'karaganda',
    'kz',
    [49.8047, 73.1094],
    ['Central Park', 'City Mall'],
  ),
  city('Ақтөбе', 'актобе', 'aktobe', 'kz', [50.2839, 57.167], ['Keruen City', 'Парк Абая']),
  city('Атырау', 'атырау', 'atyrau', 'kz', [47.0945, 51.9238], ['Набережная Урала', 'Baizaar']),
  city('Тараз', 'тараз', 'taraz', 'kz', [42.9, 71.3667], ['Көне Тараз', 'Mart Taraz']),
  city(
    'Москва',
    'москва',
    'moscow',
    'ru',
    [55.7558, 37.6173],
    ['Парк Горького', 'Патрики', 'ВДНХ'],
  ),
  city('Ташкент', 'ташкент', 'tashkent', 'uz', [41.2995, 69.2401], ['Chorsu', 'Tashkent City']),
  city(
    'Dubai',
    'дубай',
    'dubai',
    'ae',
    [25.2048, 55.2708],
    ['Dubai Mall', 'JBR Beach', 'Burj Khalifa'],
  ),
]

function city(
  name: string,
  tag: string,
  latin: string,
  country: City['country'],
  [lat, lng]: readonly [number, number],
  places: readonly string[],
): City {
  return { name, tag, latin, country, lat, lng, places }
}
