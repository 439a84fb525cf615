/** Interests in no order of popularity, by the domain that draws people to them. */
const BY_DOMAIN = {
  openness:
    'painting,poetry,philosophy,museums,theatre,opera,classical music,jazz,photography,creative writing,novels,science fiction,fantasy,history,astronomy,architecture,sculpture,pottery,calligraphy,documentaries,art house cinema,foreign films,languages,linguistics,meditation,psychology,anthropology,archaeology,mythology,literature clubs,ballet,contemporary dance,improvised music,electronic music,vinyl records,synthesizers,songwriting,film photography,drawing,graphic novels,anime,manga,tarot,surrealism,design,fashion design,interior design,typography,mathematics,physics',
  extraversion:
    'dancing,karaoke,festivals,concerts,nightlife,pub quizzes,stand-up comedy,salsa,tango,swing dance,house parties,football,basketball,volleyball,rugby,ice hockey,team sports,dodgeball,cheerleading,public speaking,debating,improv theatre,street food,brunch,cocktails,wine tasting,craft beer,travelling,road trips,backpacking,surfing,skiing,snowboarding,skydiving,bungee jumping,motorcycles,rock climbing,kitesurfing,scuba diving,white water rafting,paragliding,go-karting,paintball,laser tag,bowling,amusement parks,beach volleyball,zumba,pole dance,busking',
  agreeableness:
    'volunteering,animal rescue,dogs,cats,cooking,baking,gardening,family time,fostering,community gardens,charity runs,mentoring,choir,board games,card games,picnics,bird watching,knitting,crochet,quilting,bread making,cheese making,vegan cooking,vegetarian cooking,hospice care,neighbourhood projects,environmental protection,climate action,human rights,mindfulness,yoga,tai chi,massage,herbalism,house plants,aquariums,horse riding,beekeeping,farm visits,camping,hiking,nature walks,foraging,mushrooms,tea,scrapbooking,letter writing,genealogy,parenting,storytelling',
  conscientiousness:
    'running,marathons,triathlon,cycling,swimming,weight lifting,crossfit,pilates,rowing,martial arts,boxing,judo,karate,fencing,archery,golf,tennis,table tennis,badminton,squash,chess,go,investing,entrepreneurship,economics,personal finance,productivity,woodworking,carpentry,home improvement,restoration,car mechanics,model building,electronics,robotics,3D printing,programming,open source,data science,cyber security,amateur radio,sailing,fishing,orienteering,geocaching,meal planning,coffee,journaling,minimalism,triathlon relay',
  neuroticism:
    'video games,role-playing games,retro games,esports,puzzle games,crosswords,jigsaw puzzles,sudoku,true crime,podcasts,horror films,thrillers,heavy metal,punk,emo,goth,indie rock,hip hop,rap,reality shows,series,streaming,memes,online forums,fan fiction,cosplay,collecting,comics,trading cards,Lego,perfume,make-up,skin care,tattoos,piercing,astrology,dream journals,lo-fi music,ambient music,sneakers,thrift shops,vintage fashion,nail art,spa days,hot springs,candles,rainy days,night walks,stargazing,bubble tea,ramen,ghost stories,urban exploration,escape rooms,magic tricks,origami',
} as const;

/** An interest that generated people can have. */
export interface CatalogueInterest {
  /** From 1. */
  readonly id: number;
  readonly name: string;
  /** The domain that draws people to it. */
  readonly domain: keyof typeof BY_DOMAIN;
}

/** 256 interests; the lower the id, the more people have it. */
export function interestCatalogue(): readonly CatalogueInterest[] {
  const columns = Object.entries(BY_DOMAIN) as [keyof typeof BY_DOMAIN, string][];
  const shelves = columns.map(([domain, names]) => names.split(',').map((name) => ({ name, domain })));
  const longest = Math.max(...shelves.map((shelf) => shelf.length));
  const mixed = Array.from({ length: longest }, (_, row) => shelves.flatMap((shelf) => shelf[row] ?? [])).flat();
  return mixed.map(({ name, domain }, index) => ({ id: index + 1, name, domain }));
}
