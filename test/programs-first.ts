import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Whose tests wait most of their time: for programs, or for whom nobody answers. */
const waits = /\/test\/(process\/|unit\/cli\/sync-mistakes)/;
/** Whose tests start many short programs, such as git. */
const startsPrograms = /\/test\/unit\/(git|cli|check)\//;
/** A file that waits leaves a processor to as many that compute. */
const computingPerWaiting = 3;

/**
 * The order of test files. One that waits comes with some that compute, so that the workers seldom all
 * wait. Those that start many programs come early: a worker grows with each file, as modules are
 * shared, and to start a program its memory map is copied.
 */
export class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waiting = sorted.filter(({ moduleId }) => waits.test(moduleId));
    const computing = [
      ...sorted.filter(({ moduleId }) => startsPrograms.test(moduleId)),
      ...sorted.filter(({ moduleId }) => !startsPrograms.test(moduleId) && !waits.test(moduleId)),
    ];
    const order: TestSpecification[] = [];
    for (const [index, file] of waiting.entries()) {
      const from = index * computingPerWaiting;
      order.push(file, ...computing.slice(from, from + computingPerWaiting));
    }
    return [...order, ...computing.slice(waiting.length * computingPerWaiting)];
  }
}
