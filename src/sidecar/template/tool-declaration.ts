/**
 * `<|tool>declaration:…<tool|>` from a JSON Schema, as Google's template writes it. Faithful to a fault: the
 * template leaves out properties named description, type, properties, required or nullable, and knows
 * only description, type, enum, items, nullable, properties and required of a schema.
 */
import type { ToolDefinition } from "../../protocol/conversation.ts";
import { isObject, isTruthy, type JsonObject, sortedEntries } from "./json-value.ts";
import type { SegmentBuilder } from "./segment.ts";
import { SPECIAL } from "./special-tokens.ts";
import { writeList, writeString, writeValue } from "./write-value.ts";

const SCHEMA_KEYS = new Set(["description", "type", "properties", "required", "nullable"]);

export function writeToolDeclaration(out: SegmentBuilder, tool: ToolDefinition): void {
  out.special(SPECIAL.toolOpen).text(`declaration:${tool.name}{description:`);
  writeString(out, tool.description);
  const { parameters } = tool;
  if (parameters !== undefined && isTruthy(parameters)) writeParameters(out, parameters);
  out.text("}").special(SPECIAL.toolClose);
}

function writeParameters(out: SegmentBuilder, parameters: JsonObject): void {
  out.text(",parameters:{");
  const properties = parameters["properties"];
  if (isObject(properties) && isTruthy(properties)) {
    out.text("properties:{");
    writeProperties(out, properties);
    out.text("},");
  }
  if (isTruthy(parameters["required"])) {
    writeRequired(out, parameters["required"]);
    out.text(",");
  }
  const type = typeName(parameters["type"]);
  if (type === "") return; // The template closes the brace with the type; so do we.
  out.text("type:");
  writeString(out, type);
  out.text("}");
}

function writeRequired(out: SegmentBuilder, required: unknown): void {
  out.text("required:[");
  writeList<unknown>(out, Array.isArray(required) ? required : [], (item) => writeString(out, String(item)));
  out.text("]");
}

function writeProperties(out: SegmentBuilder, properties: JsonObject): void {
  const entries = sortedEntries(properties).filter(([key]) => !SCHEMA_KEYS.has(key));
  writeList(out, entries, ([key, value]) => {
    out.text(`${key}:{`);
    writeSchema(out, isObject(value) ? value : {});
    out.text("}");
  });
}

/** One property: its parts in the template's order, the type last. */
function writeSchema(out: SegmentBuilder, schema: JsonObject): void {
  const type = typeName(schema["type"]);
  if (isTruthy(schema["description"])) {
    out.text("description:");
    writeString(out, String(schema["description"]));
    out.text(",");
  }
  const items = schema["items"];
  if (type === "STRING" && isTruthy(schema["enum"])) {
    out.text("enum:");
    writeValue(out, schema["enum"], true);
    out.text(",");
  } else if (type === "ARRAY" && isObject(items) && isTruthy(items)) {
    writeItems(out, items);
    out.text(",");
  }
  if (isTruthy(schema["nullable"]) || isNullableType(schema["type"])) out.text("nullable:true,");
  if (type === "OBJECT") writeObjectParts(out, schema);
  out.text("type:");
  writeString(out, type);
}

function writeObjectParts(out: SegmentBuilder, schema: JsonObject): void {
  const properties = schema["properties"];
  out.text("properties:{");
  writeProperties(out, isObject(properties) ? properties : schema);
  out.text("},");
  if (!isTruthy(schema["required"])) return;
  writeRequired(out, schema["required"]);
  out.text(",");
}

/** The schema of an array's items: unlike a property, every key is written. */
function writeItems(out: SegmentBuilder, items: JsonObject): void {
  out.text("items:{");
  const entries = sortedEntries(items).filter(([, value]) => value !== null && value !== undefined);
  writeList(out, entries, ([key, value]) => {
    if (key === "properties") {
      out.text("properties:{");
      if (isObject(value)) writeProperties(out, value);
      out.text("}");
    } else if (key === "required") writeRequired(out, value);
    else if (key === "type") {
      out.text("type:");
      writeValue(out, upperCase(value), true);
    } else {
      out.text(`${key}:`);
      writeValue(out, value, true);
    }
  });
  out.text("}");
}

function upperCase(type: unknown): unknown {
  if (Array.isArray(type)) return type.map((name: unknown) => String(name).toUpperCase());
  return String(type).toUpperCase();
}

/**
 * A property's type in capitals. JSON Schema also allows a list, for which the template has no words: its
 * first type other than null stands, and `nullable` tells the rest. Empty when the schema has none.
 */
function typeName(type: unknown): string {
  const name: unknown = Array.isArray(type) ? type.find((each) => each !== "null") : type;
  return typeof name === "string" ? name.toUpperCase() : "";
}

function isNullableType(type: unknown): boolean {
  return Array.isArray(type) && type.includes("null");
}
