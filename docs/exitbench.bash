# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion of exitbench for bash: commands, and what --help and list name.

# Names, and the groups that the last line has.
_exitbench_workloads() {
	"$1" list 2>/dev/null | sed -n '/^Groups:/!s/ .*//p; s/^Groups: \(.*\)\. Without.*/\1/p'
}

_exitbench() {
	local cur=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} option words=''

	# bash splits at =: in "--rig = vmx" the option is two words before.
	if [ "$cur" = '=' ]; then
		option=${COMP_WORDS[COMP_CWORD - 1]} cur=''
	elif [ "${COMP_WORDS[COMP_CWORD - 1]}" = '=' ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	COMPREPLY=()
	case $option in
	--rig) words='auto vmx-emu svm-emu nested host' ;;
	--mode) words='both tdp ept npt shadow' ;;
	--machine) words='q35 pc microvm' ;;
	--tune) words='governor turbo ksm thp' ;;
	--workload) words=$(_exitbench_workloads "$program") ;;
	esac
	if [ "$COMP_CWORD" -eq 1 ]; then
		words=$("$program" --help 2>&1 | sed -n 's/^  \([a-z-]*\) .*/\1/p')
	elif [ -z "$option" ]; then
		case ${COMP_WORDS[1]}:$cur in
		list:*) words=$(_exitbench_workloads "$program") ;;
		*:-*) words=$("$program" "${COMP_WORDS[1]}" --help 2>&1 | grep -o -- '--[a-z-]*=\{0,1\}') ;;
		esac
	fi
	# shellcheck disable=SC2207 # names without blanks
	[ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$cur"))
	[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}
complete -o default -F _exitbench exitbench
