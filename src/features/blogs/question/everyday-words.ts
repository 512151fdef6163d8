/**
 * More everyday words that questions are read with. Creators are not searched for them: in a
 * biography they say less of the topic than those of `CATEGORY_WORDS` (measured).
 */
export const EVERYDAY_WORDS: Readonly<Record<string, string>> = {
  parenting:
    'аналар, moms to be, stay at home mom, working mom, mom life, momlife, mom blogger, ' +
    'mommy blogger, new parents, baby, babies, twins, single mom, adoption, молодая мама, ' +
    'молодые мамы, мамаши, яжемать, мама в декрете, воспитание, воспитание детей, развитие ' +
    'детей, детское питание, близнецы, двойняшки, жас ана, жас аналар, бала тәрбиесі, бала ' +
    'тәрбиелеу, балалы аналар, егіздер, декреттегі аналар',
  beauty:
    'make up, make up artist, make up artists, cosmetics, cosmetic, lashes, brows, ' +
    'eyelashes, eyelash, eyebrows, manicure, manicurist, pedicure, hairstyle, haircut, hair, ' +
    'perfume, perfumes, skincare nerd, glow, esthetician, aesthetician, визажистка, ' +
    'визажисты, гримёр, ресницы, наращивание, наращивание ресниц, брови, ногти, ногтевой ' +
    'сервис, маникюр, педикюр, прическа, прически, стрижка, волосы, косметология, ' +
    'визажистер, бет күту, қас, қас кірпік, шаш, шаш сәні, тырнақ шебері, тырнақ шеберлері, ' +
    'маникюр жасау, косметологтар',
  fashion:
    'streetwear, fashion week, fashionistas, wardrobe, capsule wardrobe, thrift, модницы, ' +
    'стилисты, гардероб, тренды, мода блогер, сән блогері, сән блогерлері, стилистер, ' +
    'сәнқойлар',
  jewelry: 'jewellery, jewellers, watches, украшения, бижутерия, зергерлер, әшекей',
  food:
    'foodie, foodies, gourmet, gourmets, cooking, home cook, home cooks, kitchen, culinary, ' +
    'bbq, street food, sushi, coffee, tasty, vegan food, pastry chef, pastry chefs, ' +
    'confectioner, confectioners, brunch, фуди, гурман, гурманы, еда, про еду, кухня, ' +
    'кулинария, готовка, кофе, шашлык, пекари, кондитерша, рестораторы, тамақ, тағам, дәмді ' +
    'тағам, тағам әзірлеу, тағам әзірлейтін, ас мәзірі, фудблогерлер, фуд блогерлер, ' +
    'кондитерлер, бауырсақ',
  travel:
    'globe trotter, globe trotters, globetrotters, wanderlust, vacation, vacations, nomad, ' +
    'nomads, digital nomad, digital nomads, tour guide, tour guides, traveling, travelling, ' +
    'backpacking, backpackers, тревел, тревелеры, путешествия, отдых, туры, гиды, турагент, ' +
    'турагенты, путевки, саяхат, саяхатшылар, демалыс, турагенттер, гидтер',
  outdoors:
    'campers, camping, hiking, climbing, climbers, mountains, trekking, fishing, hunting, ' +
    'поход, горы, походы в горы, рыбалка, охота, скалолазы, альпинизм, тау, тауға шығатын, ' +
    'тауға шығатындар, балық аулау, аңшылық',
  fitness:
    'gym bro, gym bros, gymrat, gym rat, gym rats, personal trainer, personal trainers, ' +
    'pilates, yoga teacher, yoga teachers, yoga instructor, crossfit, bodybuilding, ' +
    'powerlifting, weight loss, качки, качок, фитнес тренеры, пилатес, кроссфит, бодибилдер, ' +
    'бодибилдеры, зожники, йога, растяжка, жаттықтырушы, жаттықтырушылар, фитнес ' +
    'жаттықтырушы, фитнес жаттықтырушылары, арықтау',
  sports:
    'cyclist, cyclists, cycling, swimmer, swimmers, swimming, tennis, tennis player, ' +
    'basketball, hockey, mma, fighters, ufc, triathlon, велосипедист, велосипедисты, пловец, ' +
    'пловцы, теннис, хоккей, хоккеисты, футболисты, бойцы, мма, единоборства, ' +
    'велосипедшілер, жүзу, хоккейшілер, футболшылар, күресшілер',
  wellness:
    'dentist, dentists, dental, orthodontist, pediatrician, pediatricians, gynecologist, ' +
    'nurse, nurses, therapist doctor, physician, physicians, biohacking, medic, medics, ' +
    'nutrition, diet, diets, sleep, стоматолог, стоматологи, зубной, ортодонт, педиатр, ' +
    'педиатры, гинеколог, гинекологи, дерматолог, дерматологи, терапевт, медик, медики, ' +
    'медсестра, зож, правильное питание, здоровый образ жизни, биохакинг, тіс дәрігері, тіс ' +
    'дәрігерлері, стоматологтар, педиатрлар, медбике, дұрыс тамақтану',
  lifestyle:
    'daily life, daily vlog, vloggers, vlogger, vlog, влог, влогер, влогеры, повседневная ' +
    'жизнь, влогерлер',
  'personal growth':
    'mindset, mindfulness, self improvement, self development, motivation, coaching, ' +
    'coaches, mentors, mentor, саморазвитие, личностный рост, мотивация, наставник, ' +
    'наставники, коучинг, тәлімгер, психология',
  relationships:
    'mother in law, dating, love, couples, marriage, отношения, любовь, свекровь, невестка, ' +
    'знакомства, ене, енелер, ене мен келін, келін мен ене, келіндер мен енелер, махаббат, ' +
    'отбасылық қатынас',
  weddings:
    'wedding dress, wedding dresses, wedding decor, свадебные платья, свадебный декор, ' +
    'свадебный организатор, тойға дайындық',
  events:
    'toastmaster, toastmasters, emcee, emcees, event planner, event planners, parties, ' +
    'animators, тамада, тамады, ведущий на свадьбу, ведущий на той, аниматоры, праздники, ' +
    'той, тойға асаба, тойға, тамадалар, мереке',
  home:
    'interior, interiors, interior design, home decor, furniture, renovation, diy home, ' +
    'cleaning, cozy home, ремонт, интерьер, дизайнеры интерьера, дизайнеры интерьеров, ' +
    'мебель, уборка, уют, дизайн интерьера, жөндеу, жиһаз, үй дизайны, интерьер дизайнерлері',
  gardening:
    'plant lover, plant lovers, plant mom, houseplants, flowers, greenhouse, огород, ' +
    'огородник, огородники, сад, дача, растения, комнатные растения, теплица, гүл өсіруші, ' +
    'гүл өсірушілер, гүлдер, бақша, бағбандар, өсімдіктер',
  agriculture:
    'farming, farm, farms, livestock, beekeeper, ranch, сельское хозяйство, ферма, скот, ' +
    'пчеловод, лошади, ауыл шаруашылығы, жылқы, жылқы шаруашылығы, мал шаруашылығы, мал',
  pets:
    'dog mom, dog moms, cat mom, cat moms, dog lover, dog lovers, cat lover, cat lovers, dog ' +
    'trainer, dog trainers, puppies, kittens, groomer, groomers, кошатница, кошатницы, ' +
    'собачница, собачницы, кинолог, кинологи, грумер, грумеры, питомцы, щенки, котята, үй ' +
    'жануарлары, жануарлар, ит, мысық',
  cars:
    'petrolhead, petrolheads, auto, racing, racer, racers, drift, drifters, tuning, ' +
    'motorcycles, motorbikes, car reviews, автомобилист, автомобилисты, автолюбитель, гонки, ' +
    'гонщик, гонщики, дрифт, тюнинг, мотоциклисты, көлік, авто, көлік жүргізуші, көлік ' +
    'жүргізушілері, жарыс',
  technology:
    'tech, techie, techies, coder, coders, coding, software, ai, artificial intelligence, ' +
    'gadgets, it specialist, it specialists, технологии, гаджеты, кодер, кодеры, айти, ии, ' +
    'искусственный интеллект, it маман, it мамандар, it мамандары, айти мамандар, жасанды ' +
    'интеллект',
  gaming:
    'esports, video games, videogames, twitch, minecraft, киберспорт, видеоигры, игроман, ' +
    'майнкрафт, ойындар',
  science:
    'physics, biology, astronomy, chemistry, space, физика, биология, астрономия, химия, ' +
    'космос',
  education:
    'school teacher, school teachers, kindergarten, university, students, learning, math, ' +
    'maths, училки, школьный учитель, школьные учителя, студенты, математика, подготовка к ' +
    'ент, ент, мектеп мұғалімі, мектеп мұғалімдері, балабақша',
  languages:
    'languages, english, spanish, chinese lessons, репетиторы английского, английский, ' +
    'английский язык, изучение языков, ағылшын тілі, ағылшын тілін үйрету, ағылшын тілін ' +
    'үйрететін, ағылшын тілін үйрететіндер',
  books:
    'book lover, book lovers, booktok, bookworms, reading, literature, poetry, книголюб, ' +
    'книголюбы, книжники, чтение, литература, әдебиет, кітап, кітаптар, поэзия',
  business:
    'startup, startups, startup founder, startup founders, entrepreneurship, businesspeople, ' +
    'e commerce, sellers, предприниматель, бизнес, стартапы, стартаперы, основатели, ' +
    'продавцы, кәсіпкер, кәсіпкерлік',
  finance:
    'crypto, cryptocurrency, crypto guy, investing, investments, money, personal finance, ' +
    'economy, economics, инвестиции, деньги, криптовалюта, финансы, инвестиция, ақша, қаржы',
  marketing:
    'smm, advertising, branding, targeting, pr, digital marketing, seo, маркетинг, таргет, ' +
    'бренд, пиар, смм мамандар',
  career: 'hr, jobs, job search, career coach, career coaches, поиск работы, резюме, мансап, жұмыс',
  'real estate':
    'realtor, broker, brokers, apartments, flats, property, housing, недвижимость, риелтор, ' +
    'риелтори, квартиры, жилье, ипотека, брокер, пәтер, жылжымайтын мүлік',
  law:
    'legal, legal advice, notary, law, юридическая помощь, юрист, закон, семейный юрист, ' +
    'заңгер, заң, заң кеңесі',
  art:
    'painting, paintings, drawing, sketch, calligraphy, art teacher, живопись, рисование, ' +
    'рисунок, каллиграфия, сурет, сурет салу, кескіндеме',
  design: 'graphic design, ux, branding designer, графический дизайн, архитектура, дизайн, сәулет',
  photography:
    'photografer, photografers, fotograf, photo, photos, photographer, family photographer, ' +
    'family photographers, wedding photographer, photoshoots, фото, семейный фотограф, ' +
    'семейные фотографы, фотосессия, фотограф на свадьбу, сурет түсіру, үйлену тойы ' +
    'фотографы, үйлену тойы фотографтары',
  music:
    'sings, sing, singing, singer, vocalists, pianist, pianists, drummers, piano, ' +
    'songwriter, songwriters, поет, поют, пою, певец, певица, музыка, пианист, скрипач, ' +
    'битмейкер, домбыра, домбырашылар, домбыра тарту, домбыра тартатын, домбыра тартатындар, ' +
    'ән, ән айту, ән айтатын, ән айтатындар',
  dance:
    'dancing, ballet, ballerina, ballerinas, hip hop dance, танцор, танцовщица, танцовщицы, ' +
    'танцы, балет, балерина, балерины, би, биші',
  humor:
    'funny, comedy, comedian, stand up comics, standup comics, humour, sketches, skits, ' +
    'tiktokers, tiktoker, юмор, приколы, скетчи, стендаперы, тиктокер, тиктокеры, тик токер, ' +
    'тик токеры, комедия, әзіл, әзіл айту, әзіл айтатын, әзіл айтатындар, әзілқой, ' +
    'әзілқойлар',
  entertainment:
    'movies, film, films, cinema, series, tv series, serials, theatre, theater, кино и ' +
    'сериалы, киноман, киноманы, театр, сериалы, фильмы, кино мен сериалдар',
  anime: 'manga, cosplay, k pop, манга, косплей, аниме',
  shopping:
    'unboxing, gift ideas, deals, discounts, shopaholic, shopaholics, marketplaces, ' +
    'распаковка, распаковки, скидки, подарки, покупки, шопинг, сауда, жеңілдіктер, сыйлықтар',
  crafts:
    'diy, handmade, knitting, sewing, embroidery, handicraft, handicrafts, woodwork, ' +
    'woodworking, candles, рукоделие, хендмейд, вязание, шитье, вышивка, свечи, қолөнер, ' +
    'қолөнер шебері, қолөнер шеберлері, шеберлер, тігу',
  media:
    'news anchor, news anchors, anchor, anchors, tv presenter, journalism, ведущий новостей, ' +
    'журналистика, тележурналист, жаңалықтар жүргізушісі',
  'city life': 'city guide, city guides, афиша, места, қала өмірі',
  nature: 'nature, environment, ecology, wildlife, природа, экология, табиғат',
}
