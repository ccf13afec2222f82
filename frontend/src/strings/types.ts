import type { t as english } from "./en";

/** The same keys, whatever the texts are; functions of the same parts. */
type Words<T> = T extends string
  ? string
  : T extends (...parts: infer Parts) => infer Text
    ? (...parts: Parts) => Words<Text>
    : T extends object
      ? { readonly [Key in keyof T]: Words<T[Key]> }
      : T;

/** What each language has: what English has, no more and no less. */
export type Strings = Words<typeof english>;
