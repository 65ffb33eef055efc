@echo off
rem test.cmd runs the whole suite; test.cmd ARGUMENTS does "pytest ARGUMENTS". Everything it needs is set up first.
setlocal
cd /d "%~dp0"
call tools\setup.cmd test || exit /b 1
if not defined QT_QPA_PLATFORM set "QT_QPA_PLATFORM=offscreen"
set "arguments=%*"
if not defined arguments set "arguments=-n auto --maxprocesses 4"
.venv\Scripts\python.exe -m pytest %arguments%
