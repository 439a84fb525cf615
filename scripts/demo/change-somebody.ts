import type { Database } from '@nightshift/jobs-domain/social';

/** Lets a few people change their mind, so that a second demo has something to catch up with. */
export async function changeSomebody(database: Database): Promise<string> {
  const changed = await database.query<{ userId: number }>(
    `with somebody as (select "id" from "User" where "status" = 'active' order by random() limit 3)
     update "QuizAnswer" answer
        set "value" = 1 + ("value"::int % 5), "answeredAt" = now()
       from somebody
      where answer."userId" = somebody."id" and answer."questionId" % 3 = 0
     returning answer."userId" as "userId"`,
  );
  const users = [...new Set(changed.map((answer) => answer.userId))].sort((a, b) => a - b);
  return `Since then users ${users.join(', ')} have changed some of their answers.`;
}
