// What a reader would stumble over: names that do not exist or are never used, loose comparisons,
// scripts that leak names into the page. Types are tsc's part, the look of the code is its author's.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  "default-case-last": "error",
  eqeqeq: "error",
  "no-constructor-return": "error",
  "no-eval": "error",
  "no-implicit-globals": "error",
  "no-implied-eval": "error",
  "no-loop-func": "error",
  "no-new-wrappers": "error",
  "no-self-compare": "error",
  "no-template-curly-in-string": "error",
  "no-throw-literal": "error",
  "no-unmodified-loop-condition": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_$" }],
  "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
  "no-use-before-define": ["error", { functions: false, variables: false, classes: false }],
  "no-useless-rename": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
};
const page = { ...globals.browser, htmx: "readonly" };

export default [
  { ignores: ["build/", ".venv/", "var/"] },
  { files: ["minga/*/static/**/*.js"], rules, languageOptions: { globals: page } },
  { files: ["minga/web/static/web/theme.js"], languageOptions: { sourceType: "script" } },
  { files: ["minga/reports/static/reports/worker.js"], languageOptions: { globals: globals.serviceworker } },
  { files: ["tests/js/*.js", "eslint.config.js"], rules, languageOptions: { globals: { ...globals.browser, ...globals.node } } },
];
