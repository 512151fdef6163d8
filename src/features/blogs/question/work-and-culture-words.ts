/** Words of the categories about work, knowledge and culture: see `CATEGORY_WORDS`. */
export const WORK_AND_CULTURE_WORDS: Readonly<Record<string, string>> = {
  technology:
    'technologies, technical, it, gadget, smartphone, programmer, programmers, developer, ' +
    'developers, iphone, machine learning, data science, технология, технологический, ' +
    'гаджет, техноблогер, техника, айтишник, айтишники, ит сфера, программист, программисты, ' +
    'разработчик, разработчики, смартфон, нейросеть, бағдарламашы, бағдарламашылар, ' +
    'гаджеттер, технологиялық, ит маман, tech, techie, techies, coder, coders, coding, ' +
    'software, ai, artificial intelligence, gadgets, it specialist, it specialists, ' +
    'технологии, гаджеты, кодер, кодеры, айти, ии, искусственный интеллект, it маман, it ' +
    'мамандар, it мамандары, айти мамандар, жасанды интеллект',
  gaming:
    'game, gamers, gameplay, streamer, streamers, dota, pubg, cs go, playstation, игра, ' +
    'игровой, геймеры, стример, стримеры, летсплей, геймерлер, ойыншылар, компьютерлік ' +
    'ойындар, стримерлер, бейне ойындар, esports, video games, videogames, twitch, ' +
    'minecraft, киберспорт, видеоигры, игроман, майнкрафт, ойындар',
  science:
    'scientist, scientists, scientific, popular science, research, engineer, engineers, ' +
    'ученый, ученые, научный, научпоп, исследователь, инженер, инженеры, ғалым, ғалымдар, ' +
    'ғылыми, инженерлер, астроном, physics, biology, astronomy, chemistry, space, физика, ' +
    'биология, астрономия, химия, космос',
  education:
    'educational, educator, educators, teach, teachers, schools, student, course, tutor, ' +
    'tutors, exam, exams, lessons, professor, studying, учителя, учительница, преподаватель, ' +
    'преподаватели, педагог, педагоги, образовательный, учеба, студент, репетиторы, курс, ' +
    'экзамены, школьный, школьники, мұғалімдер, ұстаз, ұстаздар, білім беру, студенттер, ' +
    'оқушы, оқушылар, сабақтар, репетитор, ұбт, педагогтар, курстар, school teacher, school ' +
    'teachers, kindergarten, university, students, learning, math, maths, училки, школьный ' +
    'учитель, школьные учителя, студенты, математика, подготовка к ент, ент, мектеп ' +
    'мұғалімі, мектеп мұғалімдері, балабақша',
  languages:
    'learn english, learning english, english teacher, english teachers, english lessons, ' +
    'english tutor, ielts, polyglot, polyglots, foreign language, translator, linguist, ' +
    'учить английский, уроки английского, учителя английского, учитель английского, ' +
    'преподаватель английского, репетитор английского, курсы английского, английского языка, ' +
    'полиглот, полиглоты, лингвист, иностранный язык, тілдер, шет тілі, шет тілдері, тіл ' +
    'үйрету, ағылшын, ағылшын тілін, ағылшын тілі мұғалімдері, ағылшын мұғалімдері, ' +
    'аудармашы, полиглоттар, languages, english, spanish, chinese lessons, репетиторы ' +
    'английского, английский, английский язык, изучение языков, ағылшын тілі, ағылшын тілін ' +
    'үйрету, ағылшын тілін үйрететін, ағылшын тілін үйрететіндер',
  books:
    'book, bookworm, bookish, bookstagram, reader, readers, novel, novels, author, writer, ' +
    'writers, poet, poets, poem, poems, книга, книжный, буктюб, букблогер, читать, читатель, ' +
    'читатели, роман, романы, писатели, поэт, поэты, стихи, кітап оқу, кітап оқитын, ' +
    'оқырмандар клубы, жазушы, жазушылар, ақындар, өлең, өлеңдер, роман, book lover, book ' +
    'lovers, booktok, bookworms, reading, literature, poetry, книголюб, книголюбы, книжники, ' +
    'чтение, литература, әдебиет, кітап, кітаптар, поэзия',
  business:
    'businessman, businessmen, businesswoman, businesswomen, entrepreneurs, founder, ' +
    'founders, ceo, small businesses, biz, shop owner, бизнесмен, бизнесмены, бизнес леди, ' +
    'бизнесвумен, предприниматели, стартап, стартапер, основатель, собственник бизнеса, свое ' +
    'дело, кәсіпкерлер, бизнесмендер, бизнестің, іскер, іскер әйелдер, стартаптар, саудагер, ' +
    'жеке бизнес, startup, startups, startup founder, startup founders, entrepreneurship, ' +
    'businesspeople, e commerce, sellers, предприниматель, бизнес, стартапы, стартаперы, ' +
    'основатели, продавцы, кәсіпкер, кәсіпкерлік',
  finance:
    'financial, investor, investors, invest, investment, trader, traders, stocks, stock ' +
    'market, bank, accountant, accountants, tax, economist, bitcoin, финансовый, инвестор, ' +
    'инвесторы, инвестировать, трейдер, трейдеры, крипта, биткоин, акции, банк, банки, ' +
    'бухгалтеры, экономист, финансист, налог, қаржылық, қаржыгер, инвесторлар, ' +
    'инвестициялар, салықтар, банктер, бухгалтерлер, экономика, трейдерлер, криптовалюталар, ' +
    'crypto, cryptocurrency, crypto guy, investing, investments, money, personal finance, ' +
    'economy, economics, инвестиции, деньги, криптовалюта, финансы, инвестиция, ақша, қаржы',
  marketing:
    'marketer, marketers, marketolog, smm manager, smm specialist, targetologist, ads ' +
    'specialist, brand manager, copywriter, маркетолог, маркетологи, смм, смм специалист, ' +
    'сммщик, сммщики, таргетолог, таргетологи, рекламный, копирайтер, бренд менеджер, ' +
    'маркетологтар, смм маман, таргетологтар, жарнамашы, жарнамалар, сммшілер, smm, ' +
    'advertising, branding, targeting, pr, digital marketing, seo, маркетинг, таргет, бренд, ' +
    'пиар, смм мамандар',
  career:
    'job, careers, freelancer, freelancers, remote, recruiter, recruiters, work, employment, ' +
    'hr manager, карьерный, фрилансер, фрилансеры, удаленка, рекрутер, рекрутеры, эйчар, ' +
    'работа, вакансия, профессии, профессия, фрилансерлер, жұмыс іздеу, жұмыстар, ' +
    'мамандықтар, карьера, рекрутерлер, hr, jobs, job search, career coach, career coaches, ' +
    'поиск работы, резюме, мансап, жұмыс',
  'real estate':
    'realtors, apartment, real estate agent, estate agent, realty, developer houses, house, ' +
    'mortgage, builder, builders, риелторы, риэлтор, риэлторы, квартира, новостройки, ' +
    'новостройка, застройщик, строитель, строители, агент по недвижимости, риэлторлар, ' +
    'пәтерлер, құрылысшы, құрылысшылар, ипотекалық, мүлік, realtor, broker, brokers, ' +
    'apartments, flats, property, housing, недвижимость, риелтор, риелтори, квартиры, жилье, ' +
    'ипотека, брокер, пәтер, жылжымайтын мүлік',
  law:
    'lawyers, attorney, attorneys, advocate, legal help, юристы, адвокат, адвокаты, ' +
    'юридический, законы, правовой, заңгерлер, адвокаттар, заңдар, құқық, құқықтық, заңды, ' +
    'нотариус, legal, legal advice, notary, law, юридическая помощь, юрист, закон, семейный ' +
    'юрист, заңгер, заң, заң кеңесі',
  art:
    'arts, artists, painter, painters, artistic, sculptor, illustrator, illustrators, ' +
    'gallery, drawings, художники, художница, живописец, арт, картины, картина, рисовать, ' +
    'рисуют, рисунки, иллюстратор, иллюстраторы, скульптор, галерея, суретшілер, суреттер, ' +
    'мүсінші, картиналар, иллюстраторлар, қылқалам, painting, paintings, drawing, sketch, ' +
    'calligraphy, art teacher, живопись, рисование, рисунок, каллиграфия, сурет, сурет салу, ' +
    'кескіндеме',
  design:
    'designer, designers, graphic designer, web designer, ui, ux designer, architect, ' +
    'architects, дизайнеры, графический дизайнер, веб дизайнер, архитектор, архитекторы, ' +
    'дизайнерлер, сәулетші, сәулетшілер, графикалық дизайн, архитекторлар, graphic design, ' +
    'ux, branding designer, графический дизайн, архитектура, дизайн, сәулет',
  photography:
    'photographers, photografer, photografers, fotograf, photographs, photo shoot, videographer, videographers, camera, mobile ' +
    'photography, фотографы, фотосъемка, фотографировать, видеограф, видеографы, мобилограф, ' +
    'камера, фотографтар, фотограф, фотосессиялар, видеографтар, мобилографтар, суретке ' +
    'түсіру, фотоға түсіру, photo, photos, photographer, family photographer, family ' +
    'photographers, wedding photographer, photoshoots, фото, семейный фотограф, семейные ' +
    'фотографы, фотосессия, фотограф на свадьбу, сурет түсіру, үйлену тойы фотографы, үйлену ' +
    'тойы фотографтары',
  music:
    'musical, song, singers, musicians, rapper, rappers, djs, concert, vocalist, guitar, ' +
    'guitarist, band, composer, песня, певцы, певицы, музыканты, музыкальный, рэпер, рэперы, ' +
    'диджей, концерт, гитара, группа, композитор, вокалист, әншілер, әндер, музыканттар, ' +
    'музыкалық, күйші, күйшілер, домбырашы, рэперлер, композиторлар, сазгер, sings, sing, ' +
    'singing, singer, vocalists, pianist, pianists, drummers, piano, songwriter, ' +
    'songwriters, поет, поют, пою, певец, певица, музыка, пианист, скрипач, битмейкер, ' +
    'домбыра, домбырашылар, домбыра тарту, домбыра тартатын, домбыра тартатындар, ән, ән ' +
    'айту, ән айтатын, ән айтатындар',
  dance:
    'dances, dancers, choreographer, choreographers, dance teacher, танцоры, танцевать, ' +
    'танцующий, хореограф, хореографы, танцевальный, бишілер, би билеу, хореографтар, билер, ' +
    'dancing, ballet, ballerina, ballerinas, hip hop dance, танцор, танцовщица, танцовщицы, ' +
    'танцы, балет, балерина, балерины, би, биші',
  humor:
    'comic, comics stand up, comedians, funny videos, joke, meme, prank, pranks, standup, ' +
    'viner, viners, юморист, юмористы, смешной, смешное, комик, комики, шутка, мем, вайн, ' +
    'вайнер, вайнеры, пранки, стендапер, ржачный, әзілкеш, әзілкештер, күлкілі, сатирик, ' +
    'вайнерлер, әзілдер, мемдер, funny, comedy, comedian, stand up comics, standup comics, ' +
    'humour, sketches, skits, tiktokers, tiktoker, юмор, приколы, скетчи, стендаперы, ' +
    'тиктокер, тиктокеры, тик токер, тик токеры, комедия, әзіл, әзіл айту, әзіл айтатын, ' +
    'әзіл айтатындар, әзілқой, әзілқойлар',
  entertainment:
    'movie, actors, actress, actresses, tv, tv show, celebrity, director, kino, ' +
    'cinematographer, drama, фильм, киношный, сериал, актеры, актер, знаменитость, звезды, ' +
    'режиссер, киноблогер, шоу, актриса, кино, фильмдер, сериалдар, актерлер, жұлдыздар, ' +
    'режиссерлер, театрлар, ойын сауықтық, movies, film, films, cinema, series, tv series, ' +
    'serials, theatre, theater, кино и сериалы, киноман, киноманы, театр, сериалы, фильмы, ' +
    'кино мен сериалдар',
  anime:
    'otaku, cosplayer, cosplayers, kpop, анимешник, анимешники, косплеер, косплееры, дорамы, ' +
    'кпоп, косплейші, анимешілер, кейпоп, manga, cosplay, k pop, манга, косплей, аниме',
  shopping:
    'discount, sale, sales, shop, review, reviews, product review, marketplace, wildberries, ' +
    'kaspi, ozon, gift, haul, скидка, распродажа, обзор, обзоры, обзорщик, вайлдберриз, вб, ' +
    'озон, каспи, находки, маркетплейс, подарок, шопоголик, магазины, жеңілдік, сауда жасау, ' +
    'сыйлық, шопингті, дүкендер, шолу, шолулар, unboxing, gift ideas, deals, discounts, ' +
    'shopaholic, shopaholics, marketplaces, распаковка, распаковки, скидки, подарки, ' +
    'покупки, шопинг, сауда, жеңілдіктер, сыйлықтар',
  crafts:
    'craft, craftsmen, crafter, craftswoman, hand made, knit, knitter, sew, seamstress, ' +
    'embroidered, pottery, ceramics, soap, рукодельница, рукодельницы, мастерица, вязать, ' +
    'вязаный, шить, швея, портной, керамика, гончар, мыловарение, крафт, хэндмейд, ' +
    'қолөнерші, қолөнершілер, тігінші, тігіншілер, тоқу, кестеші, керамика жасау, қол ' +
    'еңбегі, diy, handmade, knitting, sewing, embroidery, handicraft, handicrafts, woodwork, ' +
    'woodworking, candles, рукоделие, хендмейд, вязание, шитье, вышивка, свечи, қолөнер, ' +
    'қолөнер шебері, қолөнер шеберлері, шеберлер, тігу',
  culture:
    'cultural, historian, historians, historical, museum, tradition, customs, ethnic, ' +
    'folklore, культурный, историк, историки, исторический, традиция, музей, этно, обычаи, ' +
    'фольклор, мәдени, тарихшы, тарихшылар, тарихи, дәстүрлер, салт дәстүрлер, мұражай, ' +
    'музейлер, әдет ғұрып',
  media:
    'journalist, journalists, podcast, podcaster, podcasters, news, reporter, tv host, ' +
    'interviewer, журналисты, подкаст, подкастер, подкастеры, новости, репортер, ' +
    'телеведущий, телеведущая, интервьюер, блог новости, журналистер, подкасттар, ' +
    'подкастерлер, жаңалық, жаңалықтар, тележүргізуші, сұхбаттар, репортерлер, news anchor, ' +
    'news anchors, anchor, anchors, tv presenter, journalism, ведущий новостей, ' +
    'журналистика, тележурналист, жаңалықтар жүргізушісі',
  'city life':
    'urban, places to go, where to go, guide to the city, nightclubs, городской, городская ' +
    'жизнь, куда пойти, гид по городу, места города, қалалық, қала тынысы, қайда баруға, ' +
    'city guide, city guides, афиша, места, қала өмірі',
  charity:
    'charitable, volunteer, volunteers, donation, nonprofit, ngo, foundation, социальный ' +
    'проект, волонтер, волонтеры, благотворительный, фонд помощи, донат, еріктілер ' +
    'қозғалысы, волонтерлер, қайырымды, қайырымдылық қоры, ерікті',
  nature:
    'natural, eco, ecological, ecologist, ecologists, sustainable, green living, landscapes, ' +
    'эко, эколог, экологи, экологичный, природный, осознанное потребление, эколог, ' +
    'экологтар, экологиялық, табиғатты қорғау, табиғи, nature, environment, ecology, ' +
    'wildlife, природа, экология, табиғат',
}
