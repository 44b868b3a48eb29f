package extract

import "assay/extract/lexicon"

// class is a class of cues as a small number.
type class uint8

// The classes of cues (see extract/lexicon).
const (
	cNone class = iota
	cStagePre
	cStagePost
	cStageInf
	cStageTrain
	cStageWeak
	cWhole
	cPseudo
	cUse
	cBenefit
	cExcl
	cPartial
	cShare
	cNeg
	cNegTight
	cNegPost
	cNegPseudo
	cNegEpistemic
	cNegPlan
	cFail
	cFailReturn
	cAttempt
	cPlan
	cAdapt
	cAdaptOnly
	cAdaptPerf
	cSupply
	cAlt
	cNobody
	cStageRun
	cJob
	cDeny
	cRespectively
	cStageHW
	cProduction
	cNumber
	cAdaptMove
	cGoesOn
	cBack
	cCapability
	cLikely
	cReported
	cAlleged
	cUnknown
	cDoubt
	cAttr
	cSrcDeveloper
	cSrcFirst
	cSrcVendor
	cSrcAnonymous
	cSrcMedia
	cSrcOfficial
	cSrcAnalyst
	cSrcSocial
	cSrcPaper
	cSrcOperator
	cCompare
	cCompareModel
	cDistract
	cTerminator
	cDistributive
	cChipDomestic
	cChipChinese
	cChipUS
	cChipForeign
	cChipNoun
	cChipGPU
	cChipFrom
	cChipAnaphor
	cCorefModel
	cCorefModels
	cCorefFirst
	cCorefSecond
	cUnnamed
	cClassQuant
	cClassNoun
	cHistorical
	cPseudoModel
	cContinued
	cCountTotal
	cQuestion
	cTableHardware
	cTableModel
	cTableStage
	cTableSpeed
	cSkip
)

var classNames = [...]lexicon.Class{
	"", "stage.pre", "stage.post", "stage.inf", "stage.train", "stage.weak", "stage.whole", "stage.pseudo",
	"use", "use.benefit", "excl", "partial", "part.share", "neg.pre", "neg.tight", "neg.post", "neg.pseudo", "neg.epistemic", "neg.plan",
	"fail", "fail.return", "attempt", "plan", "adapt", "adapt.only", "adapt.perf", "supply", "alt", "nobody", "stage.run", "job", "deny", "respectively", "stage.hw", "production", "number", "adapt.move", "goes.on", "back", "capability",
	"hedge.likely", "hedge.reported", "hedge.alleged", "hedge.unknown", "hedge.doubt", "attr.verb",
	"src.developer", "src.firstperson", "src.vendor", "src.anonymous", "src.media", "src.official", "src.analyst", "src.social", "src.paper", "src.operator",
	"compare", "compare.model", "distract", "terminator", "distributive",
	"chip.domestic", "chip.chinese", "chip.us", "chip.foreign", "chip.noun", "chip.gpu", "chip.from", "chip.anaphor",
	"coref.model", "coref.models", "coref.first", "coref.second", "model.unnamed", "class.quant", "class.noun",
	"historical", "pseudo.model", "continued", "count.total", "question", "table.hardware", "table.model", "table.stage", "table.speed", "skip",
}

var classIndex = func() map[lexicon.Class]class {
	m := map[lexicon.Class]class{}
	for i, n := range classNames {
		m[n] = class(i)
	}
	return m
}()

func classOf(c lexicon.Class) class { return classIndex[c] }

// String gives the name of the class as the lexicon spells it.
func (c class) String() string { return string(classNames[c]) }

// isStage reports a cue that names a stage.
func (c class) isStage() bool { return c >= cStagePre && c <= cStageTrain }

// isSource reports a cue that names a kind of source.
func (c class) isSource() bool { return c >= cSrcDeveloper && c <= cSrcOperator }
