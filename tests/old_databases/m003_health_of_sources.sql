-- A database as the third step left it, made from the second; never to be changed.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'matcher','m001_first_tables','2026-11-25 01:30:20.098589+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'matcher','m002_one_letter_a_person','2026-11-25 04:27:12.747283+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'matcher','m003_health_of_sources','2026-11-25 13:58:07.892066+00:00');
CREATE TABLE "calls" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "source" TEXT NOT NULL,
   "key" TEXT NOT NULL,
   "title" TEXT NOT NULL,
   "url" TEXT NOT NULL,
   "opens" TEXT,
   "closes" TEXT,
   "data" TEXT NOT NULL,
   "fingerprint" TEXT NOT NULL,
   "canonical" TEXT,
   "first_seen" TEXT NOT NULL,
   "last_seen" TEXT,
   "missed" INTEGER NOT NULL
) STRICT;
INSERT INTO "calls" VALUES('se_test:7','se_test','7','Åtgärder för äldre','https://funder.example/7','2026-11-01','2027-02-01','{"deadlines": ["2026-12-01", "2027-02-01"], "grant_max": 100000, "key": "7", "keywords": ["äldre", "vård"], "opens": "2026-11-01", "source": "se_test", "text": "Text", "title": "Åtgärder för äldre", "url": "https://funder.example/7"}','0ffb26955463d85d36d0efc172385a0d',NULL,'2026-11-23T06:00:00+00:00',NULL,0);
CREATE TABLE "changes" (
   "id" INTEGER PRIMARY KEY,
   "call" TEXT REFERENCES "calls"("id"),
   "field" TEXT,
   "before" TEXT,
   "after" TEXT,
   "at" TEXT
) STRICT;
CREATE TABLE "deliveries" (
   "letter" INTEGER REFERENCES "letters"("id"),
   "address" TEXT,
   "status" TEXT NOT NULL,
   "attempts" INTEGER NOT NULL,
   "answer" TEXT NOT NULL,
   "first_try" TEXT,
   "next_try" TEXT,
   "updated" TEXT,
   PRIMARY KEY ("letter", "address")
) STRICT;
INSERT INTO "deliveries" VALUES(1,'chef@gotene.example','queued',0,'',NULL,NULL,'2026-11-23T06:00:00+00:00');
CREATE TABLE "holds" (
   "period" TEXT,
   "recipient" TEXT,
   "held" INTEGER NOT NULL,
   "at" TEXT,
   PRIMARY KEY ("period", "recipient")
) STRICT;
CREATE TABLE "letters" (
   "id" INTEGER PRIMARY KEY,
   "kind" TEXT NOT NULL,
   "recipient" TEXT NOT NULL,
   "period" TEXT NOT NULL,
   "message_id" TEXT NOT NULL,
   "subject" TEXT NOT NULL,
   "html" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "calendar" TEXT NOT NULL,
   "token" TEXT NOT NULL,
   "composed" TEXT
) STRICT;
INSERT INTO "letters" VALUES(1,'digest','chef@gotene.example','2026-11-23','<a@b>','Ämne','<p>','t','','','2026-11-23T06:00:00+00:00');
CREATE TABLE "matches" (
   "profile" TEXT,
   "call" TEXT REFERENCES "calls"("id"),
   "score" REAL,
   "send" INTEGER,
   "eligible" TEXT,
   "eligible_why" TEXT,
   "priorities" TEXT,
   "reasons" TEXT,
   "stopped_by" TEXT,
   "fingerprint" TEXT,
   PRIMARY KEY ("profile", "call")
) STRICT;
INSERT INTO "matches" VALUES('social','se_test:7',0.5,1,'yes','kommuner kan söka','{"social": 0.9}','[{"kind": "words", "label": "äldre", "points": 0.5, "words": ["äldre"]}]','','made-from');
CREATE TABLE "mentions" (
   "letter" INTEGER REFERENCES "letters"("id"),
   "call" TEXT REFERENCES "calls"("id"),
   "profile" TEXT,
   "section" TEXT,
   "deadlines" TEXT,
   "sequence" INTEGER,
   "correction" TEXT,
   PRIMARY KEY ("letter", "call", "profile")
) STRICT;
INSERT INTO "mentions" VALUES(1,'se_test:7','social','new','["2026-12-01","2027-02-01"]',0,'');
CREATE TABLE "notices" (
   "id" INTEGER PRIMARY KEY,
   "at" TEXT,
   "kind" TEXT,
   "text" TEXT,
   "letter" INTEGER REFERENCES "letters"("id")
) STRICT;
CREATE TABLE "outcomes" (
   "run" INTEGER REFERENCES "runs"("id"),
   "source" TEXT,
   "at" TEXT,
   "ok" INTEGER,
   "asked" INTEGER,
   "calls" INTEGER,
   "with_deadline" INTEGER,
   "with_text" INTEGER,
   "skipped" INTEGER,
   "new" INTEGER,
   "changed" INTEGER,
   "missing" INTEGER,
   "error" TEXT, "answered" INTEGER NOT NULL DEFAULT 0, "unmodified" INTEGER NOT NULL DEFAULT 0, "with_money" INTEGER NOT NULL DEFAULT 0, "gone" INTEGER NOT NULL DEFAULT 0, "doubtful" INTEGER NOT NULL DEFAULT 0, "unseen" INTEGER NOT NULL DEFAULT 0,
   PRIMARY KEY ("run", "source")
) STRICT;
INSERT INTO "outcomes" VALUES(1,'se_test','2026-11-23T06:00:00+00:00',1,0,5,0,0,0,0,0,0,'',0,0,0,0,0,0);
CREATE TABLE "pages" (
   "source" TEXT,
   "url" TEXT,
   "etag" TEXT NOT NULL,
   "modified" TEXT NOT NULL,
   "charset" TEXT,
   "packed" BLOB NOT NULL,
   "at" TEXT NOT NULL,
   PRIMARY KEY ("source", "url")
) STRICT;
INSERT INTO "pages" VALUES('se_test','https://funder.example/list','"1"','','utf-8',X'789C733BBCADA8383B3F27110016AE044C','2026-11-23T06:00:00+00:00');
CREATE TABLE "pauses" (
   "address" TEXT PRIMARY KEY,
   "at" TEXT,
   "why" TEXT
) STRICT;
CREATE TABLE "proposals" (
   "profile" TEXT,
   "action" TEXT,
   "word" TEXT,
   "weight" REAL,
   "why" TEXT,
   PRIMARY KEY ("profile", "action", "word")
) STRICT;
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY,
   "verb" TEXT,
   "started" TEXT,
   "ended" TEXT,
   "failures" INTEGER,
   "note" TEXT
) STRICT;
INSERT INTO "runs" VALUES(1,'collect','2026-11-23T06:00:00+00:00','2026-11-23T06:00:00+00:00',0,'1 sources read, 0 with problems');
CREATE TABLE "verdicts" (
   "id" INTEGER PRIMARY KEY,
   "profile" TEXT,
   "call" TEXT REFERENCES "calls"("id"),
   "opinion" TEXT,
   "note" TEXT,
   "at" TEXT
, "other" TEXT NOT NULL DEFAULT '', "letter" INTEGER NOT NULL DEFAULT 0, "withdrawn" TEXT) STRICT;
INSERT INTO "verdicts" VALUES(1,'social','se_test:7','relevant','','2026-11-23T06:00:00+00:00','',0,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_calls_source_key"
    ON "calls" ("source", "key");
CREATE INDEX "idx_changes_call"
    ON "changes" ("call");
CREATE INDEX "idx_outcomes_source_at"
    ON "outcomes" ("source", "at");
CREATE UNIQUE INDEX "idx_letters_recipient_kind_period"
    ON "letters" ("recipient", "kind", "period");
CREATE INDEX "idx_letters_token"
    ON "letters" ("token");
CREATE INDEX "idx_mentions_call"
    ON "mentions" ("call");
CREATE INDEX "idx_deliveries_status"
    ON "deliveries" ("status");
CREATE VIEW "told" AS select * from letters where (kind like 'digest%' or kind = 'extra') and exists (select 1 from deliveries where deliveries.letter = letters.id and status not in ('refused', 'cancelled'));
COMMIT;
