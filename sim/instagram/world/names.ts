/** Names with the Latin spelling for usernames. */
export type Gender = 'female' | 'male'
export type Origin = 'kazakh' | 'russian' | 'uzbek' | 'english'
export type Name = { native: string; latin: string }

/** First and last names of one origin; last names have a form per gender. */
export type Names = Record<Gender, { first: readonly Name[]; last: readonly Name[] }>

export const ORIGINS = ['kazakh', 'russian', 'uzbek', 'english'] as const

export const NAMES: Record<Origin, Names> = {
  kazakh: {
    female: {
      first: names(
        'Айгерім aigerim, Динара dinara, Әсель assel, Мадина madina, Жанар zhanar, Аружан ' +
          'aruzhan, Камила kamila, Гүлнәр gulnar, Салтанат saltanat, Томирис tomiris, Ботагөз ' +
          'botagoz, Жансая zhansaya',
      ),
      last: names(
        'Нұрланова nurlanova, Серікқызы serikkyzy, Ахметова akhmetova, Омарова omarova, ' +
          'Қасымова kassymova, Ибрагимова ibragimova, Жұмабаева zhumabayeva, Сейітова seitova',
      ),
    },
    male: {
      first: names(
        'Нұрлан nurlan, Ерлан yerlan, Әлихан alikhan, Данияр daniyar, Санжар sanzhar, Тимур ' +
          'timur, Бауыржан bauyrzhan, Арман arman',
      ),
      last: names(
        'Нұрланов nurlanov, Серікұлы serikuly, Ахметов akhmetov, Омаров omarov, Қасымов ' +
          'kassymov, Ибрагимов ibragimov, Жұмабаев zhumabayev, Сейітов seitov',
      ),
    },
  },
  russian: {
    female: {
      first: names(
        'Анастасия nastya, Екатерина katya, Мария maria, Юлия yulia, Алина alina, Виктория ' +
          'vika, Дарья dasha, Ольга olga',
      ),
      last: names(
        'Смирнова smirnova, Иванова ivanova, Петрова petrova, Соколова sokolova, Ким kim, ' +
          'Лебедева lebedeva',
      ),
    },
    male: {
      first: names(
        'Дмитрий dima, Алексей alexey, Артём artem, Иван ivan, Максим max, Сергей sergey',
      ),
      last: names(
        'Смирнов smirnov, Иванов ivanov, Петров petrov, Соколов sokolov, Ким kim, Лебедев lebedev',
      ),
    },
  },
  uzbek: {
    female: {
      first: names('Дилноза dilnoza, Шахноза shahnoza, Нилуфар nilufar, Севара sevara'),
      last: names('Каримова karimova, Юсупова yusupova, Рахимова rahimova'),
    },
    male: {
      first: names('Жасур jasur, Бобур bobur, Азиз aziz, Шерзод sherzod'),
      last: names('Каримов karimov, Юсупов yusupov, Рахимов rahimov'),
    },
  },
  english: {
    female: {
      first: names(
        'Emily emily, Sofia sofia, Olivia olivia, Hannah hannah, Grace grace, Chloe chloe',
      ),
      last: names('Miller miller, Carter carter, Hughes hughes, Bennett bennett'),
    },
    male: {
      first: names('Daniel daniel, Jack jack, Oliver oliver, Ryan ryan, Thomas tom, Adam adam'),
      last: names('Miller miller, Carter carter, Hughes hughes, Bennett bennett'),
    },
  },
}

function names(text: string): readonly Name[] {
  return text.split(', ').map((pair) => {
    const [native = '', latin = ''] = pair.split(' ')
    return { native, latin }
  })
}
