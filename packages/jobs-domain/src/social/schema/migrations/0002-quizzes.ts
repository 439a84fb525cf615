import type { Migration } from '../migration.js';

export const quizzes: Migration = {
  version: 2,
  name: 'quizzes',
  relations: [
    {
      table: 'Quiz',
      statements: (t) => [`create table ${t.Quiz} ("id" integer primary key, "title" text not null)`],
    },
    {
      table: 'QuizQuestion',
      statements: (t) => [
        `create table ${t.QuizQuestion} (
          "id" integer primary key,
          "quizId" integer not null,
          "trait" text,                      -- dotted path; 'openness.imagination' counts for 'openness' too; null: measures none
          "keyed" smallint not null default 1,  -- 1, or -1 where agreement means less of the trait
          "weight" real not null default 1,
          "min" real not null,
          "max" real not null,
          "text" text not null
        )`,
      ],
    },
    {
      table: 'QuizAnswer',
      statements: (t) => [
        `create table ${t.QuizAnswer} (
          "userId" integer not null,
          "questionId" integer not null,
          "value" real not null,
          "answeredAt" timestamptz not null,
          primary key ("userId", "questionId")
        )`,
      ],
    },
  ],
};
