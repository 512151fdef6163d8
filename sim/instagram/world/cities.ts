export type City = {
  name: string
  /** The name as captions and hashtags spell it. */
  tag: string
  latin: string
  country: 'kz' | 'ru' | 'uz' | 'ae'
  lat: number
  lng: number
  places: readonly string[]
}

export const CITIES: readonly City[] = [
  {
    name: 'Алматы',
    tag: 'алматы',
    latin: 'almaty',
    country: 'kz',
    lat: 43.2389,
    lng: 76.8897,
    places: ['Медеу', 'Көк-Төбе', 'Dostyk Plaza'],
  },
  {
    name: 'Астана',
    tag: 'астана',
    latin: 'astana',
    country: 'kz',
    lat: 51.1694,
    lng: 71.4491,
    places: ['Байтерек', 'Хан Шатыр', 'EXPO'],
  },
  {
    name: 'Шымкент',
    tag: 'шымкент',
    latin: 'shymkent',
    country: 'kz',
    lat: 42.3417,
    lng: 69.5901,
    places: ['Дендропарк', 'Ордабасы'],
  },
  {
    name: 'Қарағанды',
    tag: 'караганда',
    latin: 'karaganda',
    country: 'kz',
    lat: 49.8047,
    lng: 73.1094,
    places: ['Central Park', 'City Mall'],
  },
  {
    name: 'Ақтөбе',
    tag: 'актобе',
    latin: 'aktobe',
    country: 'kz',
    lat: 50.2839,
    lng: 57.167,
    places: ['Keruen City', 'Парк Абая'],
  },
  {
    name: 'Атырау',
    tag: 'атырау',
    latin: 'atyrau',
    country: 'kz',
    lat: 47.0945,
    lng: 51.9238,
    places: ['Набережная Урала', 'Baizaar'],
  },
  {
    name: 'Тараз',
    tag: 'тараз',
    latin: 'taraz',
    country: 'kz',
    lat: 42.9,
    lng: 71.3667,
    places: ['Көне Тараз', 'Mart Taraz'],
  },
  {
    name: 'Москва',
    tag: 'москва',
    latin: 'moscow',
    country: 'ru',
    lat: 55.7558,
    lng: 37.6173,
    places: ['Парк Горького', 'Патрики', 'ВДНХ'],
  },
  {
    name: 'Ташкент',
    tag: 'ташкент',
    latin: 'tashkent',
    country: 'uz',
    lat: 41.2995,
    lng: 69.2401,
    places: ['Chorsu', 'Tashkent City'],
  },
  {
    name: 'Dubai',
    tag: 'дубай',
    latin: 'dubai',
    country: 'ae',
    lat: 25.2048,
    lng: 55.2708,
    places: ['Dubai Mall', 'JBR Beach', 'Burj Khalifa'],
  },
]
