/**
 * What queries at a cursor write on. The graph keeps it from one query to the next, because making columns for all
 * names of a repository anew takes longer than what a query writes on them. The next query wipes each part when it
 * comes to it: what an earlier one left there says nothing any more.
 */
import { FILE_RANGE, NAME_RANGE } from "./features.ts";
import { Marks } from "./marks.ts";
import { Walk } from "./page-rank.ts";
import { Rows } from "./rows.ts";
import { Sums } from "./sums.ts";

/** Features, and behind them the sums of what a first look weighs: of a file for names that the text has, and others. */
const NAME_WIDTH = NAME_RANGE[1] - NAME_RANGE[0] + 1;
const FILE_WIDTH = FILE_RANGE[1] - FILE_RANGE[0] + 2;

export class Desk {
  /** By name id. */
  readonly marks = new Marks();
  readonly distances = new Sums();
  readonly counts = new Sums();
  readonly coUse = new Sums();
  readonly akinUse = new Sums();
  readonly inSignature = new Sums();
  readonly likeness = new Sums();
  readonly nameRows = new Rows(NAME_WIDTH);
  /** By file id. */
  readonly neighbours = new Sums();
  readonly sameUse = new Sums();
  readonly coImported = new Sums();
  readonly indirect = new Sums();
  readonly near = new Sums();
  readonly walk = new Walk();
  readonly fileRows = new Rows(FILE_WIDTH);
  /** By word id. */
  readonly nearWords = new Sums();
  readonly hereWords = new Sums();
  readonly ownWords = new Sums();
  /** By id of containers. */
  readonly containers = new Sums();
  readonly containersInSignature = new Sums();
}
