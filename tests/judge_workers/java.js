// The two judges that are Java programs, kept awake: starting EPUBCheck costs five seconds, asking it
// again forty milliseconds; veraPDF one and a half seconds against a fifth of one.
//
// Run by Rhino, which veraPDF's jar carries (org.mozilla.javascript.tools.shell.Main), with the name
// of the judge as its argument. One request a line on standard input, one answer a line on standard
// output, both JSON: {"answer": …} or {"error": "why"}.

var answers = new java.io.PrintStream(java.lang.System.out, true, "UTF-8");
java.lang.System.setOut(java.lang.System.err); // the judges' own chatter must not mix with answers

function readText(file) {
  var bytes = java.nio.file.Files.readAllBytes(file.toPath());
  return String(new java.lang.String(bytes, "UTF-8"));
}

// EPUBCheck's own JSON report, unchanged.
function epubcheck(request) {
  var report = java.io.File.createTempFile("epubcheck", ".json");
  try {
    var checker = new Packages.com.adobe.epubcheck.tool.EpubChecker();
    checker.run(["-q", "--json", report.getPath(), request.path]);
    return JSON.parse(readText(report));
  } finally {
    report["delete"]();
  }
}

// Every rule that failed, once, with how often and where first; [] when the file conforms.
function verapdf(request) {
  var flavour = Packages.org.verapdf.pdfa.flavours.PDFAFlavour.fromString(request.flavour);
  if (String(flavour.getId()) !== request.flavour) {
    throw "veraPDF does not know the flavour " + request.flavour;
  }
  Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
  var foundry = Packages.org.verapdf.pdfa.Foundries.defaultInstance();
  var parser = foundry.createParser(new java.io.File(request.path), flavour);
  try {
    var validator = foundry.createValidator(flavour, 100, false, true, false);
    return failedRules(validator.validate(parser));
  } finally {
    parser.close();
  }
}

function failedRules(result) {
  var counts = result.getFailedChecks();
  var rules = {};
  for (var each = result.getTestAssertions().iterator(); each.hasNext(); ) {
    var assertion = each.next();
    var rule = assertion.getRuleId();
    var name = rule.getClause() + "-" + rule.getTestNumber();
    if (rules[name]) continue;
    rules[name] = {
      clause: String(rule.getClause()),
      test: Number(rule.getTestNumber()),
      text: String(assertion.getMessage()),
      count: Number(counts.get(rule)),
      where: String(assertion.getLocation().getContext()),
    };
  }
  var list = [];
  for (var key in rules) list.push(rules[key]);
  if (!result.isCompliant() && list.length === 0) throw "veraPDF refused the file without a rule";
  return list;
}

var judges = { epubcheck: epubcheck, verapdf: verapdf };
var judge = judges[arguments[0]];
var lines = new java.io.BufferedReader(new java.io.InputStreamReader(java.lang.System["in"], "UTF-8"));
for (var line = lines.readLine(); line !== null; line = lines.readLine()) {
  var reply;
  try {
    reply = { answer: judge(JSON.parse(String(line))) };
  } catch (trouble) {
    reply = { error: String(trouble) };
  }
  answers.println(JSON.stringify(reply));
}
