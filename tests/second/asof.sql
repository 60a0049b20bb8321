-- What could be shared, as SQL (SQLite): every way the facts may be is a world, and each table says what holds in which.
--
-- `facts.py` gives the tables of facts.  The parts below run in order, the second once for each depth: papers on which
-- nothing acts first, then what those act on, norms last.  Between the last two the caller may put other states of the
-- same norms: those of several pieces of a record that share no doubt.

-- part: worlds
CREATE TABLE doubt AS
WITH choice(what, value) AS (SELECT date, day FROM option UNION ALL SELECT fact, reading FROM open)
SELECT what, count(*) AS size, row_number() OVER (ORDER BY what) AS n FROM choice GROUP BY what HAVING count(*) > 1;

-- Worlds are numbered like the readings of a row of dials.
CREATE TABLE dial AS
WITH RECURSIVE turning(n, stride) AS (
  SELECT 1, 1 UNION ALL SELECT turning.n + 1, stride * size FROM turning JOIN doubt USING (n)
) SELECT n, stride FROM turning;

CREATE TABLE world AS
WITH RECURSIVE counted(world) AS (
  SELECT 0 UNION ALL SELECT world + 1 FROM counted WHERE world + 1 < (SELECT max(stride) FROM dial)
) SELECT world FROM counted;

CREATE TABLE chosen AS
WITH choice(what, value, place) AS (
  SELECT what, value, row_number() OVER (PARTITION BY what ORDER BY value) - 1
  FROM (SELECT date AS what, day AS value FROM option UNION ALL SELECT fact, reading FROM open)
)
SELECT world, what, value
FROM world, choice LEFT JOIN doubt USING (what) LEFT JOIN dial USING (n)
WHERE n IS NULL OR place = world / stride % size;
CREATE INDEX chosen_by ON chosen (what, world);

CREATE TABLE dated (world, date, day, PRIMARY KEY (date, world)) WITHOUT ROWID;
INSERT INTO dated SELECT world, date, value FROM (SELECT DISTINCT date FROM option) JOIN chosen ON what = date;
-- The first of several conditions; one that waits for what never happens is never met.
INSERT INTO dated
SELECT world.world, first_of.date, coalesce(min(met.on_day), 9999999)
FROM world, (SELECT DISTINCT date, condition FROM first_of) AS first_of
LEFT JOIN waits ON waits.condition = first_of.condition
LEFT JOIN dated AS trigger ON trigger.date = waits.date AND trigger.world = world.world
LEFT JOIN met ON met.condition = first_of.condition AND met.day = trigger.day
GROUP BY world.world, first_of.date;

CREATE TABLE unwritten AS
SELECT DISTINCT world.world, thing FROM world, hangs
WHERE NOT EXISTS (SELECT 1 FROM chosen AS c WHERE c.what = fact AND c.world = world.world AND c.value = reading);
CREATE INDEX unwritten_by ON unwritten (thing, world);

CREATE TABLE thing AS
WITH RECURSIVE deep(paper, depth) AS (
  SELECT paper, 0 FROM paper
  UNION
  SELECT paper.paper, depth + 1
  FROM deep JOIN effect ON source = deep.paper JOIN paper ON paper.paper = target WHERE verb <> 'challenges'
)
SELECT paper.paper AS thing, start, end, max(depth) AS depth FROM deep JOIN paper USING (paper) GROUP BY paper.paper
UNION ALL
SELECT norm, start, end, (SELECT max(depth) + 1 FROM deep) FROM norm;

CREATE TABLE standing (world, thing, day, PRIMARY KEY (thing, world, day)) WITHOUT ROWID;
-- Each effect on each day, from its own on, on which its paper is operative.
CREATE VIEW acting AS
SELECT standing.world, effect.effect, verb, target, from_start, standing.day, begun.day AS on_day, ended.day AS until
FROM effect
JOIN dated AS begun ON begun.date = effect.start
JOIN dated AS ended ON ended.date = effect.end AND ended.world = begun.world
JOIN standing ON standing.thing = source AND standing.world = begun.world AND standing.day >= begun.day
WHERE NOT EXISTS (SELECT 1 FROM unwritten AS u WHERE u.thing = effect.effect AND u.world = standing.world);

-- part: depth
-- What happens to a thing happens once, on the first such day.
CREATE TABLE act AS
SELECT world, effect, verb, target, from_start, until, min(acting.day) AS day
FROM acting JOIN thing ON thing = target AND depth = :depth WHERE verb IN ('extends', 'ends', 'reinstates')
GROUP BY world, effect;
CREATE INDEX act_by ON act (target, world);

-- On one day it begins, then is extended, then ended, then reinstated.
CREATE TABLE event AS
WITH happened(world, thing, day, rank, until) AS (
  SELECT begun.world, thing, begun.day, 0, ended.day
  FROM thing JOIN dated AS begun ON begun.date = start JOIN dated AS ended ON ended.date = end AND ended.world = begun.world
  WHERE depth = :depth AND begun.day < 9999999
  UNION ALL
  SELECT world, target, day, CASE verb WHEN 'extends' THEN 1 WHEN 'ends' THEN 2 ELSE 3 END AS rank, max(until)
  FROM act GROUP BY world, target, day, rank
)
SELECT *, row_number() OVER in_order AS n, lead(day, 1, 9999999) OVER in_order AS next
FROM happened WINDOW in_order AS (PARTITION BY world, thing ORDER BY day, rank);
CREATE INDEX event_by ON event (thing, world, n);

-- A running account of each thing: until when it lives as things stand, and whether it was ever ended.
CREATE TABLE account AS
WITH RECURSIVE running(world, thing, n, day, next, until, over) AS (
  SELECT DISTINCT world, thing, 0, -1, -1, -1, 0 FROM event
  UNION ALL
  SELECT
    event.world, event.thing, event.n, event.day, event.next,
    CASE rank
      WHEN 0 THEN iif(over, running.until, max(running.until, event.until, iif(event.day > 0, event.day + 1, 0)))
      WHEN 1 THEN iif(event.day < running.until, max(event.day, event.until), running.until)
      WHEN 2 THEN event.day
      WHEN 3 THEN max(running.until, event.until, event.day + 1)
    END,
    over OR rank = 2
  FROM running JOIN event USING (thing, world) WHERE event.n = running.n + 1
)
SELECT world, thing, day, min(until, next) AS until FROM running WHERE n > 0 AND day < min(until, next);

INSERT OR IGNORE INTO standing
SELECT account.world, account.thing, point.day
FROM account JOIN point ON point.day >= account.day AND point.day < account.until
WHERE NOT EXISTS (
  SELECT 1 FROM act WHERE act.target = account.thing AND act.world = account.world
    AND verb = 'ends' AND from_start AND act.day > point.day
) AND NOT EXISTS (
  SELECT 1 FROM acting WHERE acting.target = account.thing AND acting.world = account.world
    AND verb = 'stays' AND acting.day = point.day AND (acting.day < acting.until OR acting.day = on_day AND on_day > 0)
);
DROP TABLE act;
DROP TABLE event;
DROP TABLE account;

-- part: states
CREATE TABLE state AS SELECT world, day, cell FROM world, asked, cell;

-- The norms that speak about a cell.
CREATE TABLE heard AS
WITH member AS (
  SELECT world, party, joined.day AS joined, gone.day AS gone
  FROM party
  JOIN dated AS joined ON joined.date = party.joined
  JOIN dated AS gone USING (world) WHERE gone.date = party.left_on
  AND NOT EXISTS (SELECT 1 FROM unwritten AS u WHERE u.thing = party AND u.world = joined.world)
),
lying AS (
  SELECT world, part, cell, asked.day FROM world, lies, asked
  UNION
  SELECT world, part, cell, asked.day
  FROM group_lies JOIN member USING (party) JOIN asked
  ON iif(frozen, frozen, asked.day) >= member.joined AND iif(frozen, frozen, asked.day) < member.gone
),
written AS (
  SELECT world, norm, sign, cell, day FROM lying JOIN part USING (part)
  WHERE NOT EXISTS (SELECT 1 FROM unwritten AS u WHERE u.thing = lying.part AND u.world = lying.world)
)
SELECT covering.world, covering.day, covering.cell, norm.norm
FROM written AS covering
JOIN norm ON norm.norm = covering.norm
JOIN standing AS own ON own.thing = norm.norm AND own.world = covering.world AND own.day = covering.day
JOIN standing AS its ON its.thing = paper AND its.world = covering.world AND its.day = covering.day
WHERE sign = 'covers'
AND NOT EXISTS (SELECT 1 FROM unwritten AS u WHERE u.thing = norm.norm AND u.world = covering.world)
EXCEPT
SELECT world, day, cell, norm FROM written WHERE sign = 'excepts';

CREATE TABLE pending AS
SELECT DISTINCT acting.world, acting.day, acting.target
FROM acting LEFT JOIN closes ON closes.effect = acting.effect
LEFT JOIN dated ON dated.date = closes.date AND dated.world = acting.world
WHERE verb = 'challenges' AND acting.day < acting.until AND acting.day < coalesce(dated.day, 9999999);

-- part: verdicts
WITH speaking AS MATERIALIZED (SELECT * FROM heard JOIN norm USING (norm)),
placed AS (
  SELECT *,
    modality IN ('permits', 'requires') AS frees, modality = 'prohibits' AS bars, modality = 'leaves-unclear' AS unclear,
    EXISTS (
      SELECT 1 FROM yields JOIN speaking AS other ON other.norm = yields.law
      WHERE yields.norm = one.norm AND other.tier = 'law' AND other.decides
        AND (other.world, other.day, other.cell) = (one.world, one.day, one.cell)
    ) AS gives_way,
    EXISTS (
      SELECT 1 FROM relies JOIN speaking AS other ON other.norm = relies.law
      WHERE relies.norm = one.norm AND other.tier = 'law'
        AND (other.world, other.day, other.cell) = (one.world, one.day, one.cell)
    ) AS grounded,
    EXISTS (
      SELECT 1 FROM pending
      WHERE pending.world = one.world AND pending.day = one.day AND pending.target IN (one.norm, one.paper)
    ) AS contested
  FROM speaking AS one
),
counted AS (
  SELECT world, day, cell,
    max(tier = 'ruling' AND bars) AS ruling_bars,
    max(tier = 'ruling' AND unclear) AS ruling_unclear,
    max(tier = 'ruling' AND frees) AS ruling_frees,
    max(tier = 'agency' AND bars) AS agency_bars,
    max(tier = 'agency' AND unclear) AS agency_unclear,
    max(tier = 'agency' AND frees) AS agency_frees,
    max(tier = 'agency' AND frees AND NOT contested) AS uncontested,
    max(tier = 'agency' AND frees AND NOT contested AND grounded) AS founded,
    max(tier = 'law' AND bars AND NOT gives_way) AS forbidden,
    max(tier = 'law' AND decides AND bars AND NOT gives_way) AS law_bars,
    max(tier = 'law' AND decides AND unclear AND NOT gives_way) AS law_unclear,
    max(tier = 'law' AND decides AND frees AND NOT gives_way) AS law_frees
  FROM placed GROUP BY world, day, cell
),
judged AS (
  SELECT world, day, cell,
    CASE
      WHEN ruling_bars THEN 'prohibited'
      WHEN ruling_unclear THEN 'unsettled'
      WHEN ruling_frees THEN 'permitted'
      WHEN agency_bars THEN iif(agency_frees, 'unsettled', 'prohibited')
      WHEN agency_unclear THEN 'unsettled'
      WHEN founded OR uncontested AND NOT forbidden THEN 'permitted'
      WHEN agency_frees THEN 'claimed'
      WHEN law_bars THEN iif(law_frees, 'unsettled', 'prohibited')
      WHEN law_unclear THEN 'unsettled'
      WHEN law_frees THEN 'permitted'
      ELSE 'no-known-authority'
    END AS verdict
  FROM counted
)
SELECT DISTINCT day, cell, coalesce(verdict, 'no-known-authority') AS verdict FROM state LEFT JOIN judged USING (world, day, cell);
