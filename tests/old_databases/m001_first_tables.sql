-- A database as the first released step left it; written by hand-made data, never to be changed.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'matcher','m001_first_tables','2026-11-25 01:30:20.098589+00:00');
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
CREATE TABLE "letter_calls" (
   "letter" INTEGER REFERENCES "letters"("id"),
   "call" TEXT REFERENCES "calls"("id"),
   "section" TEXT,
   PRIMARY KEY ("letter", "call")
) STRICT;
INSERT INTO "letter_calls" VALUES(1,'se_test:7','new');
CREATE TABLE "letters" (
   "id" INTEGER PRIMARY KEY,
   "profile" TEXT,
   "recipient" TEXT,
   "period" TEXT,
   "message_id" TEXT,
   "subject" TEXT,
   "html" TEXT,
   "text" TEXT,
   "status" TEXT,
   "attempts" INTEGER,
   "answer" TEXT,
   "composed" TEXT,
   "updated" TEXT
) STRICT;
INSERT INTO "letters" VALUES(1,'social','chef@gotene.example','2026-11-23','<a@b>','Ämne','<p>','t','queued',0,'','2026-11-23T06:00:00+00:00','2026-11-23T06:00:00+00:00');
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
   "error" TEXT,
   PRIMARY KEY ("run", "source")
) STRICT;
INSERT INTO "outcomes" VALUES(1,'se_test','2026-11-23T06:00:00+00:00',1,0,5,0,0,0,0,0,0,'');
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
) STRICT;
INSERT INTO "verdicts" VALUES(1,'social','se_test:7','relevant','','2026-11-23T06:00:00+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_calls_source_key"
    ON "calls" ("source", "key");
CREATE INDEX "idx_changes_call"
    ON "changes" ("call");
CREATE INDEX "idx_outcomes_source_at"
    ON "outcomes" ("source", "at");
CREATE UNIQUE INDEX "idx_letters_profile_recipient_period"
    ON "letters" ("profile", "recipient", "period");
CREATE VIEW "told" AS select * from letters where status != 'refused';
COMMIT;
