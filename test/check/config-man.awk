# Compares the table on standard input with man, schema and sample (variables;
# see config-man). The table's columns: name, type, smallest, largest, default,
# choices, when a change takes effect, and the name that this one is another of.
#
# In the manual an element is
#
#	.It Ic name
#	Range: 1 to 3600.  |  Choices: a, b.
#	Default: 30.  |  Default: empty.
#	Reload: live.  |  Reload: restart.
#
# with any lines between them; the ignored ones stand in a list of their own.

function complain(file, text) {
	print file ": " text
	bad = 1
}

function same(file, name, what, got, want) {
	if (got != want)
		complain(file, name ": " what " is '" got "', not '" want "'")
}

# What stands between the quotes of name="..." in a tag.
function attribute(tag, name) {
	if (!match(tag, " " name "=\"[^\"]*\""))
		return ""
	return substr(tag, RSTART + length(name) + 3,
	    RLENGTH - length(name) - 4)
}

# What stands behind the word, without the full stop at the end.
function behind(line, word) {
	sub("^" word ": ", "", line)
	sub(/\.$/, "", line)
	return line
}

function read_man(    line, name) {
	while ((getline line < man) > 0) {
		if (line ~ /^\.It Ic /) {
			name = substr(line, 8)
			in_man[name] = 1
		} else if (line ~ /^\.Sh /)
			name = ""
		if (name == "")
			continue
		if (line ~ /^Range: /)
			man_range[name] = behind(line, "Range")
		if (line ~ /^Choices: /)
			man_choices[name] = behind(line, "Choices")
		if (line ~ /^Default: /)
			man_default[name] = behind(line, "Default")
		if (line ~ /^Reload: /)
			man_reload[name] = behind(line, "Reload")
	}
}

# Only what is inside of rest-config counts; in words that are all in capitals
# the schema has what sipXecs says instead of ours.
function read_schema(    line, name, value) {
	while ((getline line < schema) > 0) {
		if (line ~ /^  <\/xs:element>/)
			break
		if (line ~ /^ +<xs:element / &&
		    attribute(line, "name") != "rest-config") {
			name = attribute(line, "name")
			in_schema[name] = 1
			schema_default[name] = attribute(line, "default")
			schema_type[name] = attribute(line, "type")
		}
		value = attribute(line, "value")
		if (line ~ /<xs:minInclusive/)
			schema_range[name] = value
		if (line ~ /<xs:maxInclusive/)
			schema_range[name] = schema_range[name] " to " value
		if (line ~ /<xs:enumeration/ && value !~ /^[A-Z]+$/)
			schema_choices[name] = schema_choices[name] \
			    (schema_choices[name] == "" ? "" : ", ") value
	}
}

# An element stands in one line, with a comment before it.
function read_sample(    line, name, text, comment) {
	while ((getline line < sample) > 0) {
		whole_sample = whole_sample " " line
		if (line ~ /<!--/)
			comment = ""
		comment = comment " " line
		if (line !~ /^  <[a-z][a-z-]*(\/>|>.*<\/[a-z-]*>)$/)
			continue
		name = line
		sub(/^  </, "", name)
		sub(/[>\/].*/, "", name)
		text = line
		sub(/^[^>]*>/, "", text)
		sub(/<.*/, "", text)
		in_sample[name] = 1
		sample_text[name] = text
		if (comment !~ /<!-- .*-->/)
			complain(sample, name ": has no comment")
		comment = ""
	}
}

BEGIN {
	FS = "\t"
	read_man()
	read_schema()
	read_sample()
	schema_types["text"] = schema_types["host"] = "xs:token"
	schema_types["ip"] = schema_types["path"] = "xs:token"
	schema_types["uri"] = "sip-uri"
	schema_types["switch"] = "switch"
	schema_types["list"] = "list"
	schema_types["ignored"] = "xs:string"
	schema_types["number"] = schema_types["choice"] = ""
}

{
	name = $1
	type = $2
	range = type == "number" ? $3 " to " $4 : ""
	choices = $6
	gsub(/\|/, ", ", choices)
	known[name] = 1

	if (!(name in in_man))
		complain(man, name ": missing")
	if (!(name in in_schema))
		complain(schema, name ": missing")
	same(schema, name, "type", schema_type[name], schema_types[type])
	same(schema, name, "default", schema_default[name], $5)
	same(schema, name, "range", schema_range[name], range)
	same(schema, name, "list of choices", schema_choices[name], choices)
}

# Ignored elements and second names need only be mentioned in the sample.
type == "ignored" || $8 != "" {
	if (index(whole_sample, name) == 0)
		complain(sample, name ": missing")
	next
}

{
	if (!(name in in_sample))
		complain(sample, name ": missing")
	same(sample, name, "default", sample_text[name], $5)
	same(man, name, "default", man_default[name], $5 == "" ? "empty" : $5)
	same(man, name, "range", man_range[name], range)
	same(man, name, "list of choices", man_choices[name], choices)
	same(man, name, "reload", man_reload[name], $7)
}

END {
	for (name in in_man)
		if (!(name in known))
			complain(man, name ": not in the table")
	for (name in in_schema)
		if (!(name in known))
			complain(schema, name ": not in the table")
	for (name in in_sample)
		if (!(name in known))
			complain(sample, name ": not in the table")
	exit bad
}
