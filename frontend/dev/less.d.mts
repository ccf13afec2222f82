import type { Plugin } from "vite";

export function less(): Plugin;
